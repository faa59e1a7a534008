package kustomize

import (
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/kustomize/api/types"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// Origin says which file a resource comes from. Paths are relative to the root of the file system.
type Origin struct {
	Path string `json:"path,omitempty"`
	Repo string `json:"repo,omitempty"`
	Ref  string `json:"ref,omitempty"`
	// ConfiguredIn is the file of the generator, for a resource that was generated.
	ConfiguredIn string    `json:"configuredIn,omitempty"`
	ConfiguredBy *Identity `json:"configuredBy,omitempty"`
}

// Identity names the generator.
type Identity struct {
	APIVersion string `json:"apiVersion,omitempty"`
	Kind       string `json:"kind,omitempty"`
	Name       string `json:"name,omitempty"`
}

// addOrigins builds once more with origin annotations switched on. The output stays that of the first build, because an
// annotation could change what it prints; where the second build fails or differs, resources have no origin.
func addOrigins(rendering *Rendering, request Request, restrictions types.LoadRestrictions) {
	annotated, isEdited := withOriginAnnotations(request)
	if !isEdited {
		return
	}
	built, err := run(annotated, restrictions)
	if err != nil || built.Size() != len(rendering.Resources) {
		return
	}
	for index, built := range built.Resources() {
		origin, err := built.GetOrigin()
		if err != nil || origin == nil {
			continue
		}
		rendering.Resources[index].Origin = fromRoot(origin, request)
	}
}

// withOriginAnnotations edits the kustomization at the top of the build: only its "buildMetadata" counts.
func withOriginAnnotations(request Request) (Request, bool) {
	for index, file := range request.Files {
		folder, name := path.Split(path.Join("/", file.Path))
		if path.Clean(folder) != rootOf(request) || !slices.Contains(konfig.RecognizedKustomizationFileNames(), name) {
			continue
		}
		edited, err := switchOn(file.Bytes)
		if err != nil {
			return request, false
		}
		request.Files = slices.Clone(request.Files)
		request.Files[index].Bytes = edited
		return request, true
	}
	return request, false
}

func switchOn(kustomization []byte) ([]byte, error) {
	node, err := kyaml.Parse(string(kustomization))
	if err != nil {
		return nil, err
	}
	list, err := node.Pipe(kyaml.LookupCreate(kyaml.SequenceNode, "buildMetadata"))
	if err != nil {
		return nil, err
	}
	if _, err := list.Pipe(kyaml.Append(kyaml.NewStringRNode(types.OriginAnnotations).YNode())); err != nil {
		return nil, err
	}
	text, err := node.String()
	return []byte(text), err
}

func fromRoot(origin *resource.Origin, request Request) *Origin {
	found := &Origin{Path: origin.Path, Repo: origin.Repo, Ref: origin.Ref, ConfiguredIn: origin.ConfiguredIn}
	if origin.Repo == "" {
		found.Path = relativeToRoot(origin.Path, request)
		found.ConfiguredIn = relativeToRoot(origin.ConfiguredIn, request)
	}
	if by := origin.ConfiguredBy; by.Kind != "" || by.Name != "" {
		found.ConfiguredBy = &Identity{APIVersion: by.APIVersion, Kind: by.Kind, Name: by.Name}
	}
	return found
}

func relativeToRoot(found string, request Request) string {
	if found == "" {
		return ""
	}
	return strings.TrimPrefix(path.Join(rootOf(request), found), "/")
}
