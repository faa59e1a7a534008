package kustomize

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/utils"
)

// replaced is a value that a replacement copied: where from is known when all objects are.
type replaced struct {
	kind, name, field string
}

// changed finds what put another value into a field that is still where it was: a replacement, or a variable.
func (o *object) changed(at twin, original *spot, made *piece) []place {
	for _, one := range o.chain {
		for _, replacement := range o.replacementsOf(one) {
			if target := o.targetIn(replacement, at.route); target != nil {
				source := replacement.child("source")
				if given := replacement.child("sourceValue"); given != nil {
					return placesAt(given, target)
				}
				field := source.child("fieldPath").value()
				if field == "" {
					field = "metadata.name"
				}
				made.replacement = &replaced{source.child("kind").value(), source.child("name").value(), field}
				return placesAt(target)
			}
		}
		for _, variable := range items(one.document.field("vars")) {
			named := variable.child("name")
			if original != nil && named.value() != "" && strings.Contains(original.value(), "$("+named.value()+")") {
				return placesAt(original, named)
			}
		}
	}
	return nil
}

// replacementsOf lists the replacements of a kustomization, those in files of their own included, the last first.
func (o *object) replacementsOf(in *folder) []*spot {
	if known, isKnown := o.replacements[in]; isKnown {
		return known
	}
	found := []*spot{}
	for _, one := range items(in.document.field("replacements")) {
		if file := o.layout.files[path.Join(in.path, one.child("path").value())]; one.child("path") != nil && file != nil {
			for _, document := range documentsOf(file, partKustomization) {
				if document.root != nil {
					top := &spot{document: document, node: document.root}
					found = append(append(found, items(top)...), top)
				}
			}
			continue
		}
		found = append(found, one)
	}
	slices.Reverse(found)
	o.replacements[in] = found
	return found
}

// targetIn finds the field path of a replacement that leads to a place of the object.
func (o *object) targetIn(replacement *spot, at route) *spot {
	have := identityOf(o.root)
	for _, target := range items(replacement.child("targets")) {
		selected := target.child("select")
		kind, name := selected.child("kind").value(), selected.child("name").value()
		if kind != "" && kind != have.kind || name != "" && !strings.Contains(have.name, name) {
			continue
		}
		paths := texts(target.child("fieldPaths"))
		if len(paths) == 0 && at.is("metadata", "name") {
			return selected
		}
		for _, one := range paths {
			if o.leadsTo(one.node.Value, at) {
				return one
			}
		}
	}
	return nil
}

// leadsTo says whether a field path reaches a value, or something inside of its text.
func (o *object) leadsTo(field string, at route) bool {
	parts := utils.SmarterPathSplitter(field, ".")
	if len(parts) < len(at) {
		return false
	}
	for index, one := range at {
		part := parts[index]
		key, value, isCondition := strings.Cut(strings.Trim(part, "[]"), "=")
		switch {
		case part == "*":
		case !one.isItem:
			if one.key != strings.Trim(part, "[]") && one.key != part {
				return false
			}
		case isCondition && key == "name":
			if one.name != value {
				return false
			}
		case isCondition:
		case part != strconv.Itoa(one.index) && part != "-":
			return false
		}
	}
	return true
}

// follow puts the places of the value that was copied before that of the replacement.
func (t *tracer) follow(made *piece) {
	if made.replacement == nil {
		return
	}
	for _, one := range t.results {
		have := identityOf(one.root)
		if made.replacement.kind != "" && have.kind != made.replacement.kind || !strings.Contains(have.name, made.replacement.name) {
			continue
		}
		for _, piece := range one.pieces {
			if piece.route != nil && piece != made && one.leadsTo(made.replacement.field, piece.route) && len(piece.route) == len(utils.SmarterPathSplitter(made.replacement.field, ".")) {
				made.places = append(append([]place{}, piece.places...), made.places...)
				return
			}
		}
	}
}
