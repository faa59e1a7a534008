package kustomize

import (
	"slices"
	"strconv"
	"strings"

	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// inPatches looks for a field in the patches themselves, the last first, where no build says which one set it: kustomize writes all annotations
// anew, and list items change their places.
func (o *object) inPatches(at twin) []place {
	for _, one := range o.chain {
		if !o.spend(one) {
			break
		}
		for _, patch := range slices.Backward(one.patches) {
			if patch.root == nil {
				continue
			}
			found := o.inMerge(patch, at)
			if patch.root.Kind == kyaml.SequenceNode {
				found = inOperations(patch, at)
			}
			if len(found) > 0 {
				return found
			}
		}
	}
	return nil
}

func (o *object) inMerge(patch *document, at twin) []place {
	top := &spot{document: patch, node: patch.root}
	name := top.child("metadata").child("name").value()
	if !patch.isTargeted && (top.child("kind").value() != o.identity.kind || !strings.Contains(o.identity.name, name)) {
		return nil
	}
	if found := follow(top, at.route); isAlike(found, at) {
		return placesAt(found)
	}
	return nil
}

func isAlike(found *spot, at twin) bool {
	if found == nil || found.node.Kind != at.node.Kind {
		return false
	}
	return found.node.Kind != kyaml.ScalarNode || isSame(found.node, at.node)
}

// inOperations looks for an operation that put a value at a route, whatever the indexes in lists were then.
func inOperations(patch *document, at twin) []place {
	list := items(&spot{document: patch, node: patch.root})
	for _, operation := range slices.Backward(list) {
		steps := pointer(nodeOf(operation.child("path")))
		if len(steps) == 0 || len(steps) > len(at.route) || !at.route[:len(steps)].matches(steps) {
			continue
		}
		switch operation.child("op").value() {
		case "copy", "move":
			return placesAt(operation.child("from"), operation.child("path"))
		case "add", "replace":
			if found := follow(operation.child("value"), at.route[len(steps):]); isAlike(found, at) {
				return placesAt(found)
			}
		}
	}
	return nil
}

func nodeOf(found *spot) *kyaml.Node {
	if found == nil {
		return nil
	}
	return found.node
}

// matches says whether a JSON pointer may have led here before lists changed.
func (r route) matches(steps []string) bool {
	for index, one := range r {
		_, err := strconv.Atoi(strings.TrimPrefix(steps[index], "-"))
		isIndex := err == nil || steps[index] == "-"
		if one.isItem != isIndex && one.isItem || !one.isItem && one.key != steps[index] {
			return false
		}
	}
	return true
}
