package kustomize

import (
	"encoding/base64"
	"path"
	"strings"
)

// generated finds what a generated ConfigMap or Secret owes to the entry of its generator: the literal, the line of the file of variables,
// the file, or the entry as a whole.
func (o *object) generated(at twin) []place {
	kind := identityOf(o.root).kind
	isGenerated := o.origin == nil || o.origin.ConfiguredIn != ""
	field := map[string]string{"ConfigMap": "configMapGenerator", "Secret": "secretGenerator"}[kind]
	if field == "" || !isGenerated || o.home != nil {
		return nil
	}
	entries := o.generators(field)
	for _, one := range entries {
		if set := one.set(at); len(set) > 0 {
			return asGenerator(set)
		}
	}
	for _, one := range entries {
		if created := one.entry.child("behavior").value(); created == "" || created == "create" {
			return asGenerator(placesAt(orElse(one.entry.child("name"), one.entry)))
		}
	}
	return nil
}

func asGenerator(places []place) []place {
	for index := range places {
		places[index].part = partGenerator
	}
	return places
}

func orElse(first, second *spot) *spot {
	if first != nil {
		return first
	}
	return second
}

// generator is one entry of a list of generators.
type generator struct {
	layout *layout
	folder *folder
	entry  *spot
}

// generators lists the entries that made an object, the last first: those with the longest name that is in the object's name.
func (o *object) generators(field string) []generator {
	found := []generator{}
	longest := 0
	for _, one := range o.chain {
		entries := items(one.document.field(field))
		for index := len(entries) - 1; index >= 0; index-- {
			named := entries[index].child("name").value()
			if named == "" || len(named) < longest || !strings.Contains(identityOf(o.root).name, named) {
				continue
			}
			if len(named) > longest {
				found, longest = nil, len(named)
			}
			found = append(found, generator{o.layout, one, entries[index]})
		}
	}
	return found
}

func (g generator) set(at twin) []place {
	value := at.node.Value
	options := g.entry.child("options")
	global := g.folder.document.field("generatorOptions")
	switch {
	case at.route.is("metadata", "namespace"), at.route.is("type"):
		return placesIfSame(g.entry.child(at.route[len(at.route)-1].key), value)
	case at.route.is("immutable"):
		return append(placesIfSame(options.child("immutable"), value), placesIfSame(global.child("immutable"), value)...)
	case len(at.route) == 3 && (at.route[1].key == "labels" || at.route[1].key == "annotations"):
		field, key := at.route[1].key, at.route[2].key
		return append(placesIfSame(options.child(field).child(key), value), placesIfSame(global.child(field).child(key), value)...)
	case len(at.route) == 2 && (at.route[0].key == "data" || at.route[0].key == "binaryData"):
		return g.data(at.route[1].key, value)
	}
	return nil
}

func placesIfSame(found *spot, value string) []place {
	if found == nil || found.value() != value {
		return nil
	}
	return placesAt(found)
}

// data finds the source of one key.
func (g generator) data(key, value string) []place {
	for _, literal := range texts(g.entry.child("literals")) {
		name, content, _ := strings.Cut(literal.node.Value, "=")
		if name == key && isContent(withoutQuotes(content), value) {
			return placesAt(literal)
		}
	}
	for _, named := range append(texts(g.entry.child("envs")), g.entry.child("env")) {
		if found, isFound := g.variable(named.value(), key, value); isFound {
			return append([]place{found}, placesAt(named)...)
		}
	}
	for _, named := range texts(g.entry.child("files")) {
		name, file := splitSource(named.node.Value)
		if name == key {
			return append(g.file(file), placesAt(named)...)
		}
	}
	return nil
}

// file is the whole of a text file.
func (g generator) file(name string) []place {
	found := g.layout.files[path.Join(g.folder.path, name)]
	if found == nil {
		return nil
	}
	return []place{{found, 0, len(found.text), partGenerator}}
}

func (g generator) variable(file, key, value string) (place, bool) {
	found := g.layout.files[path.Join(g.folder.path, file)]
	if file == "" || found == nil {
		return place{}, false
	}
	for line := range found.lines {
		end := found.endOfLine(line + 1)
		text := found.text[found.lines[line]:end]
		name, content, _ := strings.Cut(strings.TrimLeft(text, " \t"), "=")
		if name == key && isContent(content, value) {
			return place{found, found.lines[line] + len(text) - len(strings.TrimLeft(text, " \t")), end, partGenerator}, true
		}
	}
	return place{}, false
}

// isContent compares a text with a value of a ConfigMap or, encoded, of a Secret. Blanks at the end of a line are not part of it here.
func isContent(content, value string) bool {
	if decoded, err := base64.StdEncoding.DecodeString(value); err == nil && strings.TrimRight(string(decoded), " \t\r") == content {
		return true
	}
	return strings.TrimRight(value, " \t\r") == strings.TrimRight(content, " \t\r")
}

func withoutQuotes(text string) string {
	if len(text) > 1 && text[0] == text[len(text)-1] && (text[0] == '"' || text[0] == '\'') {
		return text[1 : len(text)-1]
	}
	return text
}
