package kustomize

import (
	"path"
	"regexp"
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
		if !o.spend(one) {
			break
		}
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
				made.copied = append(made.copied, replaced{source.child("kind").value(), source.child("name").value(), field})
				return placesAt(target)
			}
		}
		if places := variablesIn(one.document, original, made); len(places) > 0 {
			return places
		}
	}
	return nil
}

// variablesIn finds the variables that a text names.
func variablesIn(kustomization *document, original *spot, made *piece) []place {
	found := []*spot{}
	for _, variable := range items(kustomization.field("vars")) {
		named := variable.child("name")
		if original == nil || named.value() == "" || !strings.Contains(original.value(), "$("+named.value()+")") {
			continue
		}
		object := variable.child("objref")
		field := variable.child("fieldref").child("fieldPath").value()
		if field == "" {
			field = "metadata.name"
		}
		made.copied = append(made.copied, replaced{object.child("kind").value(), object.child("name").value(), field})
		found = append(found, original, named)
	}
	return placesAt(found...)
}

// replacementsOf lists the replacements of a kustomization, those in files of their own included, the last first.
func (o *object) replacementsOf(in *folder) []*spot {
	if known, isKnown := o.replacements[in]; isKnown {
		return known
	}
	found := []*spot{}
	for _, one := range items(in.document.field("replacements")) {
		if file := path.Join(in.path, one.child("path").value()); one.child("path") != nil && o.layout.files[file] != nil {
			for _, document := range o.documentsIn(file) {
				top := &spot{document: document, node: document.root}
				found = append(append(found, items(top)...), top)
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
	have := o.identity
	for _, target := range items(replacement.child("targets")) {
		selected := target.child("select")
		kind, name := selected.child("kind").value(), selected.child("name").value()
		if kind != "" && !o.isMatch(kind, have.kind) || !o.isNamed(name) {
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

// isNamed says whether a selector may mean the object, whose name may have got a prefix or suffix since.
func (o *object) isNamed(name string) bool {
	if name == "" || strings.Contains(o.identity.name, name) || o.isMatch(name, o.identity.name) {
		return true
	}
	own := follow(o.home, route{{key: "metadata"}, {key: "name"}})
	return own != nil && o.isMatch(name, own.value())
}

// isMatch compares as the selectors of kustomize do.
func (t *tracer) isMatch(pattern, text string) bool {
	expression, isKnown := t.patterns[pattern]
	if !isKnown {
		expression, _ = regexp.Compile("^(?:" + pattern + ")$")
		t.patterns[pattern] = expression
	}
	return expression != nil && expression.MatchString(text)
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

// followCopies puts the places of the values that were copied before that of the replacement.
func (t *tracer) followCopies(made *piece) {
	for _, copied := range made.copied {
		source, isKnown := t.sources[copied]
		if !isKnown {
			source = t.pieceOf(copied)
			t.sources[copied] = source
		}
		if source != nil && source != made && len(made.places) < maximumPlaces {
			made.places = append(append([]place{}, source.places...), made.places...)
		}
	}
	made.places = made.places[:min(len(made.places), maximumPlaces)]
}

// The most places of one piece.
const maximumPlaces = 8

func (t *tracer) pieceOf(copied replaced) *piece {
	parts := utils.SmarterPathSplitter(copied.field, ".")
	for _, one := range t.results {
		if copied.kind != "" && one.identity.kind != copied.kind || !strings.Contains(one.identity.name, copied.name) {
			continue
		}
		for _, piece := range one.pieces {
			if len(piece.route) == len(parts) && one.leadsTo(copied.field, piece.route) {
				return piece
			}
		}
	}
	return nil
}
