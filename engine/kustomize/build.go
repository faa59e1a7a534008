// Package kustomize builds a kustomization as "kustomize build" does, from files in memory.
package kustomize

import (
	"fmt"
	"path"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"hardening-gate/engine/failure"
)

// Request is a folder of a file system that holds nothing but the given files.
type Request struct {
	Files []File `json:"files"`
	// Directory is relative to the root of the file system; "" or "." is the root itself.
	Directory string `json:"directory"`
	// LoadRestrictor is "root-only", "none", or "" for the first and, where that fails, the second.
	LoadRestrictor string `json:"loadRestrictor"`
	OutputBytes    int    `json:"outputBytes"`
}

// File is a regular file, its path relative to the root.
type File struct {
	Path  string `json:"path"`
	Bytes []byte `json:"bytes"`
}

// Rendering is what the build made.
type Rendering struct {
	// Output is what the command line prints.
	Output    string     `json:"output"`
	Resources []Resource `json:"resources"`
	Notes     []string   `json:"notes"`
}

// Resource is one object of the output, in its order.
type Resource struct {
	Text   string  `json:"text"`
	Origin *Origin `json:"origin,omitempty"`
}

// Build builds the folder. The order of the output is the command line's default.
func Build(request Request) (*Rendering, error) {
	rendering, _, err := build(request)
	return rendering, err
}

// build also says under which restrictions the build went through.
func build(request Request) (*Rendering, types.LoadRestrictions, error) {
	restrictions := types.LoadRestrictionsRootOnly
	if request.LoadRestrictor == "none" {
		restrictions = types.LoadRestrictionsNone
	}
	notes := []string{}
	built, err := runWithOrigins(request, restrictions)
	if err != nil && request.LoadRestrictor == "" && isOutside(err) {
		restrictions = types.LoadRestrictionsNone
		notes = append(notes, "Files outside of the kustomization's folder are loaded, which kustomize refuses by default.")
		built, err = runWithOrigins(request, restrictions)
	}
	if err != nil {
		return nil, restrictions, explain(err, request)
	}
	rendering, err := print(built.resources, request.OutputBytes)
	if err != nil {
		return nil, restrictions, err
	}
	for index, origin := range built.origins {
		rendering.Resources[index].Origin = origin
	}
	rendering.Notes = notes
	return rendering, restrictions, nil
}

func isOutside(err error) bool {
	return strings.Contains(err.Error(), "is not in or below")
}

func run(request Request, restrictions types.LoadRestrictions) (resmap.ResMap, error) {
	files := filesys.MakeFsInMemory()
	for _, file := range request.Files {
		if err := files.WriteFile("/"+file.Path, file.Bytes); err != nil {
			return nil, err
		}
	}
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOptionUnspecified
	options.LoadRestrictions = restrictions
	return krusty.MakeKustomizer(options).Run(files, rootOf(request))
}

func rootOf(request Request) string {
	return path.Join("/", request.Directory)
}

func print(built resmap.ResMap, limit int) (*Rendering, error) {
	rendering := &Rendering{Resources: []Resource{}, Notes: []string{}}
	var output strings.Builder
	for index, resource := range built.Resources() {
		text, err := resource.AsYAML()
		if err != nil {
			return nil, &failure.Failure{Kind: "kustomize", Message: err.Error()}
		}
		if index > 0 {
			output.WriteString("---\n")
		}
		output.Write(text)
		if limit > 0 && output.Len() > limit {
			message := fmt.Sprintf("the build prints more than %d bytes, the limit", limit)
			return nil, &failure.Failure{Kind: "output", Message: message}
		}
		rendering.Resources = append(rendering.Resources, Resource{Text: string(text)})
	}
	rendering.Output = output.String()
	return rendering, nil
}
