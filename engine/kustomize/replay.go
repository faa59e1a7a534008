package kustomize

import (
	"slices"
	"strconv"
	"strings"

	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// JSON patches make kustomize write an object out and read it again, which loses its lines. So a build in which these patches only leave a
// mark gives the lines, and what the patches do is done once more here, on nodes. Where the outcome differs from the real one, it is not
// believed.

// The most nodes that copies may make in one object.
const maximumCopies = 200_000

// replay carries out the marked patches on an object, in the order of the marks, and takes the marks off.
func (p *padded) replay(root *kyaml.Node) *kyaml.Node {
	if root == nil || root.Kind != kyaml.MappingNode {
		return root
	}
	marks := []int{}
	kept := []*kyaml.Node{}
	for index := 0; index+1 < len(root.Content); index += 2 {
		number, isMark := strings.CutPrefix(root.Content[index].Value, markPrefix)
		if patch, err := strconv.Atoi(number); isMark && err == nil && patch >= 0 && patch < len(p.jsonPatches) {
			marks = append(marks, patch)
			continue
		}
		kept = append(kept, root.Content[index], root.Content[index+1])
	}
	root.Content = kept
	copies := 0
	for _, mark := range marks {
		if patch := p.jsonPatches[mark]; patch != nil && patch.shifted != nil {
			for _, operation := range patch.shifted.Content {
				carryOut(root, operation, &copies)
			}
		}
	}
	return root
}

// carryOut does one operation of a JSON patch, or nothing where it cannot be done.
func carryOut(root, operation *kyaml.Node, copies *int) {
	fields := fieldsOf(operation)
	target := pointer(fields["path"].value)
	value := fields["value"].value
	switch text(fields["op"].value) {
	case "add":
		insert(root, target, value)
	case "replace":
		overwrite(root, target, value)
	case "remove":
		remove(root, target)
	case "move":
		moved := lookUp(root, pointer(fields["from"].value))
		remove(root, pointer(fields["from"].value))
		insert(root, target, moved)
	case "copy":
		found := lookUp(root, pointer(fields["from"].value))
		if *copies += sizeOf(found); found != nil && *copies <= maximumCopies {
			insert(root, target, kyaml.CopyYNode(found))
		}
	}
}

// pair is a field of a map.
type pair struct {
	key, value *kyaml.Node
}

func fieldsOf(node *kyaml.Node) map[string]pair {
	found := map[string]pair{}
	if node == nil || node.Kind != kyaml.MappingNode {
		return found
	}
	for index := 0; index+1 < len(node.Content); index += 2 {
		found[node.Content[index].Value] = pair{node.Content[index], node.Content[index+1]}
	}
	return found
}

func text(node *kyaml.Node) string {
	if node == nil || node.Kind != kyaml.ScalarNode {
		return ""
	}
	return node.Value
}

func sizeOf(node *kyaml.Node) int {
	if node == nil {
		return 0
	}
	size := 1
	for _, inner := range node.Content {
		size += sizeOf(inner)
	}
	return size
}

var unescape = strings.NewReplacer("~1", "/", "~0", "~")

// pointer splits a JSON pointer; empty for the whole object, which no operation replaces here.
func pointer(node *kyaml.Node) []string {
	steps := strings.Split(text(node), "/")
	for index := range steps {
		steps[index] = unescape.Replace(steps[index])
	}
	return steps[1:]
}

func lookUp(node *kyaml.Node, steps []string) *kyaml.Node {
	for _, step := range steps {
		if node == nil {
			return nil
		}
		switch node.Kind {
		case kyaml.MappingNode:
			node = fieldsOf(node)[step].value
		case kyaml.SequenceNode:
			index := indexIn(node, step)
			if index >= len(node.Content) {
				return nil
			}
			node = node.Content[index]
		default:
			return nil
		}
	}
	return node
}

// indexIn reads the index of a list item; what is none is behind the end.
func indexIn(list *kyaml.Node, step string) int {
	index, err := strconv.Atoi(step)
	if err == nil && index < 0 {
		index += len(list.Content)
	}
	if err != nil || index < 0 || index > len(list.Content) {
		return len(list.Content)
	}
	return index
}

func parentOf(root *kyaml.Node, steps []string) (*kyaml.Node, string) {
	if len(steps) == 0 {
		return nil, ""
	}
	last := len(steps) - 1
	return lookUp(root, steps[:last]), steps[last]
}

func insert(root *kyaml.Node, steps []string, value *kyaml.Node) {
	parent, step := parentOf(root, steps)
	if parent == nil || value == nil {
		return
	}
	if parent.Kind == kyaml.SequenceNode {
		parent.Content = slices.Insert(parent.Content, indexIn(parent, step), kyaml.CopyYNode(value))
		return
	}
	setField(parent, step, value)
}

func overwrite(root *kyaml.Node, steps []string, value *kyaml.Node) {
	parent, step := parentOf(root, steps)
	if parent == nil || value == nil {
		return
	}
	if parent.Kind != kyaml.SequenceNode {
		setField(parent, step, value)
	} else if index := indexIn(parent, step); index < len(parent.Content) {
		parent.Content[index] = kyaml.CopyYNode(value)
	}
}

func setField(parent *kyaml.Node, name string, value *kyaml.Node) {
	if parent.Kind != kyaml.MappingNode {
		return
	}
	for index := 0; index+1 < len(parent.Content); index += 2 {
		if parent.Content[index].Value == name {
			parent.Content[index+1] = kyaml.CopyYNode(value)
			return
		}
	}
	parent.Content = append(parent.Content, &kyaml.Node{Kind: kyaml.ScalarNode, Value: name}, kyaml.CopyYNode(value))
}

func remove(root *kyaml.Node, steps []string) {
	parent, step := parentOf(root, steps)
	if parent == nil {
		return
	}
	if parent.Kind == kyaml.SequenceNode {
		if index := indexIn(parent, step); index < len(parent.Content) {
			parent.Content = slices.Delete(parent.Content, index, index+1)
		}
		return
	}
	for index := 0; index+1 < len(parent.Content); index += 2 {
		if parent.Kind == kyaml.MappingNode && parent.Content[index].Value == step {
			parent.Content = slices.Delete(parent.Content, index, index+2)
			return
		}
	}
}
