package kustomize

import (
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/resmap"
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

// traced is a build with the origins of its resources, of those that have one.
type traced struct {
	resources resmap.ResMap
	origins   []*Origin
}

// runWithOrigins builds as the command line does, and learns where each resource comes from. Only with origin annotations switched on does
// kustomize keep track of that. Where they can change nothing else, one build with them is enough; otherwise a second build asks for
// them, and where that one fails or differs, resources have no origin.
func runWithOrigins(request Request, restrictions types.LoadRestrictions) (*traced, error) {
	annotated, top, isEdited := withOriginAnnotations(request)
	isTracking, isPrinting := buildMetadata(top)
	if isEdited && !isPrinting && (isTracking || isTransparent(request)) {
		if built, err := run(annotated, restrictions); err == nil {
			return takeOrigins(built, request)
		}
		// The error to report is the one that the command line gives.
	}
	built, err := run(request, restrictions)
	if err != nil {
		return nil, err
	}
	if isPrinting || !isEdited {
		return &traced{built, originsOf(built, request)}, nil
	}
	second, err := run(annotated, restrictions)
	if err != nil || second.Size() != built.Size() {
		return &traced{resources: built}, nil
	}
	return &traced{built, originsOf(second, request)}, nil
}

// takeOrigins reads the origins and takes the annotations out, in the way kustomize does where nobody has asked for them.
func takeOrigins(built resmap.ResMap, request Request) (*traced, error) {
	origins := originsOf(built, request)
	if err := built.RemoveOriginAnnotations(); err != nil {
		return nil, err
	}
	return &traced{built, origins}, nil
}

func originsOf(built resmap.ResMap, request Request) []*Origin {
	origins := make([]*Origin, built.Size())
	for index, resource := range built.Resources() {
		if origin, err := resource.GetOrigin(); err == nil && origin != nil {
			origins[index] = fromRoot(origin, request)
		}
	}
	return origins
}

// withOriginAnnotations edits the kustomization at the top of the build, and gives what it was: only its "buildMetadata" counts.
func withOriginAnnotations(request Request) (edited Request, top []byte, isEdited bool) {
	for index, file := range request.Files {
		folder, name := path.Split(path.Join("/", file.Path))
		if path.Clean(folder) != rootOf(request) || !slices.Contains(konfig.RecognizedKustomizationFileNames(), name) {
			continue
		}
		annotated, err := switchOn(file.Bytes)
		if err != nil {
			return request, file.Bytes, false
		}
		request.Files = slices.Clone(request.Files)
		request.Files[index].Bytes = annotated
		return request, file.Bytes, true
	}
	return request, nil, false
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
