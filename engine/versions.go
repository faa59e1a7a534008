package main

import (
	"runtime"
	"runtime/debug"

	"hardening-gate/engine/helm"
)

// Versions says what the engine was built from.
type Versions struct {
	Helm       string `json:"helm"`
	Kustomize  string `json:"kustomize"`
	Kubernetes string `json:"kubernetes"`
	Go         string `json:"go"`
}

func versions() Versions {
	found := Versions{Kubernetes: helm.DefaultKubernetesVersion(), Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return found
	}
	for _, module := range info.Deps {
		switch module.Path {
		case "helm.sh/helm/v4":
			found.Helm = module.Version
		case "sigs.k8s.io/kustomize/api":
			found.Kustomize = module.Version
		}
	}
	return found
}
