package kustomize

import (
	"bytes"
	"io"
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/types"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// While kustomize builds with origins, every object carries one annotation more. This file tells when nothing in a build can notice, so that
// taking the annotation out again gives exactly the output of a build without it: kustomize writes all annotations anew at the end of
// every build, in order of their keys, and prints no empty map of them. What could notice is a patch, a replacement or a selector that
// looks at the annotations as a whole. Whatever is not known to be blind to them counts as able to see.

// blindFields are the fields of a kustomization that never look at annotations, with any value.
var blindFields = []string{
	"apiVersion", "kind", "metadata", "resources", "bases", "components", "namespace", "namePrefix", "nameSuffix", "commonLabels",
	"commonAnnotations", "images", "replicas", "configMapGenerator", "secretGenerator", "generatorOptions", "sortOptions", "buildMetadata",
}

// internalAnnotations steer kustomize itself: one of them asks for a name suffix made of the whole object.
const internalAnnotations = konfig.ConfigAnnoDomain

// isTransparent says whether one more annotation on every object changes nothing else in the build.
func isTransparent(request Request) bool {
	for _, file := range request.Files {
		if bytes.Contains(file.Bytes, []byte(internalAnnotations)) {
			return false
		}
		folder, name := path.Split(path.Join("/", file.Path))
		if !slices.Contains(konfig.RecognizedKustomizationFileNames(), name) {
			continue
		}
		if !(inputs{request.Files, folder}).isBlind(file.Bytes) {
			return false
		}
	}
	return true
}

// inputs are the files of the build as a kustomization in one folder names them.
type inputs struct {
	files  []File
	folder string
}

// isBlind says whether nothing in a kustomization can tell that objects have an annotation more.
func (in inputs) isBlind(kustomization []byte) bool {
	documents, err := decodeAll(kustomization)
	if err != nil || len(documents) != 1 {
		return false
	}
	fields, isMap := documents[0].(map[string]any)
	if !isMap {
		return false
	}
	for name, value := range fields {
		if !slices.Contains(blindFields, name) && !in.isBlindField(name, value) {
			return false
		}
	}
	return true
}

func (in inputs) isBlindField(name string, value any) bool {
	switch name {
	case "patches", "patchesJson6902":
		return every(value, in.isBlindPatch)
	case "patchesStrategicMerge":
		return every(value, in.isBlindFileOrText)
	case "labels":
		// "fields" can name any place, that of the annotations too
		return every(value, func(label any) bool {
			return hasOnly(label, "pairs", "includeSelectors", "includeTemplates", "includeVolumeClaimTemplates")
		})
	case "replacements":
		return every(value, in.isBlindReplacement)
	}
	return false
}

func (in inputs) isBlindPatch(patch any) bool {
	if !hasOnly(patch, "path", "patch", "target", "options") {
		return false
	}
	fields := patch.(map[string]any)
	if target := fields["target"]; target != nil && !hasOnly(target, "group", "version", "kind", "name", "namespace", "labelSelector") {
		return false
	}
	if inline := fields["patch"]; inline != nil {
		text, isText := inline.(string)
		return isText && isBlindPatchText([]byte(text))
	}
	text, found := in.read(fields["path"])
	return found && isBlindPatchText(text)
}

func (in inputs) isBlindFileOrText(patch any) bool {
	if text, found := in.read(patch); found {
		return isBlindPatchText(text)
	}
	inline, isText := patch.(string)
	return isText && isBlindPatchText([]byte(inline))
}

func (in inputs) isBlindReplacement(replacement any) bool {
	fields, isMap := replacement.(map[string]any)
	if !isMap {
		return false
	}
	named, isNamed := fields["path"]
	if !isNamed {
		return isBlindTree(replacement)
	}
	text, found := in.read(named)
	if !found {
		return false
	}
	documents, err := decodeAll(text)
	return err == nil && isBlindTree(documents)
}

// isBlindTree says whether no text in a replacement can be a path to the annotations or to what holds them.
func isBlindTree(value any) bool {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			if strings.EqualFold(name, "annotationSelector") || !isBlindTree(inner) {
				return false
			}
		}
		return true
	case []any:
		return !slices.ContainsFunc(value, func(inner any) bool { return !isBlindTree(inner) })
	case string:
		return value != "metadata" && !strings.HasPrefix(value, "[") && !strings.ContainsAny(value, "*\\") &&
			!strings.Contains(value, "annotations")
	case nil, bool, int, float64:
		return true
	}
	return false
}

// isBlindPatchText judges a patch in either form: a list of operations, or objects to merge.
func isBlindPatchText(text []byte) bool {
	documents, err := decodeAll(text)
	if err != nil || len(documents) == 0 {
		return false
	}
	for _, document := range documents {
		switch document := document.(type) {
		case []any:
			if !every(document, isBlindOperation) {
				return false
			}
		case map[string]any:
			if !isBlindMerge(document) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func isBlindOperation(operation any) bool {
	fields, isMap := operation.(map[string]any)
	if !isMap {
		return false
	}
	for _, name := range []string{"path", "from"} {
		pointer, isNamed := fields[name]
		if !isNamed && name == "from" {
			continue
		}
		text, isText := pointer.(string)
		if !isText || !isBlindPointer(text) {
			return false
		}
	}
	return true
}

// isBlindPointer says whether a JSON pointer leads past the annotations and what holds them.
func isBlindPointer(pointer string) bool {
	steps := strings.Split(pointer, "/")
	if len(steps) < 2 || steps[0] != "" || steps[1] == "" {
		return false
	}
	return steps[1] != "metadata" || (len(steps) > 2 && steps[2] != "annotations")
}

// isBlindMerge says whether a merge leaves the annotations that it does not name. Taking the whole object away is blind, too.
func isBlindMerge(object map[string]any) bool {
	if directive, isGiven := object["$patch"]; isGiven {
		return directive == "delete"
	}
	metadata, isMap := object["metadata"].(map[string]any)
	_, isList := object["items"]
	if !isMap || isList || hasDirective(metadata) {
		return false
	}
	annotations, isGiven := metadata["annotations"]
	if !isGiven {
		return true
	}
	entries, isMap := annotations.(map[string]any)
	return isMap && len(entries) > 0 && !hasDirective(entries)
}

func hasDirective(fields map[string]any) bool {
	for name := range fields {
		if strings.HasPrefix(name, "$") {
			return true
		}
	}
	return false
}

// read gives a file that the kustomization names, as far as the build has it.
func (in inputs) read(name any) ([]byte, bool) {
	text, isText := name.(string)
	if !isText || text == "" {
		return nil, false
	}
	wanted := path.Join(in.folder, text)
	for _, file := range in.files {
		if path.Join("/", file.Path) == wanted {
			return file.Bytes, true
		}
	}
	return nil, false
}

func decodeAll(text []byte) ([]any, error) {
	decoder := kyaml.NewDecoder(bytes.NewReader(text))
	documents := []any{}
	for {
		var document any
		err := decoder.Decode(&document)
		if err == io.EOF {
			return documents, nil
		}
		if err != nil {
			return nil, err
		}
		if document != nil {
			documents = append(documents, document)
		}
	}
}

func every(list any, holds func(any) bool) bool {
	if list == nil {
		return true
	}
	entries, isList := list.([]any)
	return isList && !slices.ContainsFunc(entries, func(entry any) bool { return !holds(entry) })
}

func hasOnly(value any, names ...string) bool {
	fields, isMap := value.(map[string]any)
	if !isMap {
		return false
	}
	for name := range fields {
		if !slices.Contains(names, name) {
			return false
		}
	}
	return true
}

// buildMetadata says whether the kustomization at the top asks for any build metadata, so that kustomize keeps track of origins anyway, and
// whether it prints the origins.
func buildMetadata(kustomization []byte) (isTracking, isPrinting bool) {
	var fields struct {
		BuildMetadata []string `yaml:"buildMetadata"`
	}
	if err := kyaml.Unmarshal(kustomization, &fields); err != nil {
		return false, false
	}
	return len(fields.BuildMetadata) > 0, slices.Contains(fields.BuildMetadata, types.OriginAnnotations)
}
