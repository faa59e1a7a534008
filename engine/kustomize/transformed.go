package kustomize

import (
	"path"
	"strings"

	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// transformed finds the entry of a kustomization that set a value: the last that names the field and gives it this value.
func (o *object) transformed(at twin) []place {
	for _, one := range o.chain {
		if !o.spend(one) {
			break
		}
		if set := o.setIn(one, at); len(set) > 0 {
			return set
		}
	}
	return nil
}

func (o *object) setIn(in *folder, at twin) []place {
	kustomization := in.document
	value := at.node.Value
	last := at.route[len(at.route)-1].key
	isName := at.route.is("metadata", "name")
	if last == "namespace" || isName && o.identity.kind == "Namespace" {
		if entry := kustomization.field("namespace"); entry.value() == value && entry != nil {
			return placesAt(entry)
		}
		for _, one := range o.plugins(in, "transformers") {
			if found := one.child("metadata").child("namespace"); found != nil && found.value() == value {
				return placesAt(found)
			}
		}
	}
	if len(at.route) > 1 && !at.route[len(at.route)-2].isItem {
		field := at.route[len(at.route)-2].key
		if set := setInMap(kustomization, field, last, value); len(set) > 0 {
			return set
		}
		if set := o.setByPlugin(in, field, last, value); len(set) > 0 {
			return set
		}
	}
	if last == "replicas" {
		return o.replicas(kustomization, value)
	}
	return images(kustomization, value)
}

// setInMap finds labels and annotations.
func setInMap(kustomization *document, field, key, value string) []place {
	entries := []*spot{}
	switch field {
	case "annotations":
		entries = append(entries, kustomization.field("commonAnnotations").child(key))
		if strings.HasPrefix(key, "config.kubernetes.io/") || strings.HasPrefix(key, "alpha.config.kubernetes.io/") {
			if metadata := kustomization.field("buildMetadata"); metadata != nil {
				return placesAt(metadata)
			}
		}
	case "labels", "matchLabels", "selector", "podSelector":
		entries = append(entries, kustomization.field("commonLabels").child(key))
		if key == "app.kubernetes.io/managed-by" {
			return placesAt(entryOf(kustomization.field("buildMetadata"), "managedByLabel"))
		}
	}
	for _, one := range items(kustomization.field("labels")) {
		entries = append(entries, one.child("pairs").child(key)) // its "fields" can name any map
	}
	for index := len(entries) - 1; index >= 0; index-- {
		if entries[index].value() == value && entries[index] != nil {
			return placesAt(entries[index])
		}
	}
	return nil
}

// setByPlugin finds labels and annotations of a transformer with a configuration of its own.
func (o *object) setByPlugin(in *folder, field, key, value string) []place {
	for _, one := range o.plugins(in, "transformers") {
		if found := one.child(field).child(key); found != nil && found.value() == value {
			return placesAt(found)
		}
	}
	return nil
}

// plugins are the configurations of transformers or generators, in files of their own or inside of the kustomization.
func (o *object) plugins(in *folder, field string) []*spot {
	found := []*spot{}
	for _, named := range texts(in.document.field(field)) {
		documents := o.documentsIn(path.Join(in.path, named.node.Value))
		if len(documents) == 0 && strings.Contains(named.node.Value, "\n") {
			documents = o.inlinePlugin(in, named)
		}
		for _, one := range documents {
			found = append(found, &spot{document: one, node: one.root})
		}
	}
	return found
}

func (o *object) inlinePlugin(in *folder, named *spot) []*document {
	if known, isKnown := o.inline[named.node]; isKnown {
		return known
	}
	made := inlineDocument(in.document, named)
	if made == nil || made.root == nil {
		return nil
	}
	made.part = partKustomization
	o.inline[named.node] = []*document{made}
	return o.inline[named.node]
}

// documentsIn reads a file of the configuration, once.
func (t *tracer) documentsIn(file string) []*document {
	if known, isKnown := t.configuration[file]; isKnown {
		return known
	}
	if t.layout.files[file] == nil {
		return nil
	}
	found := []*document{}
	for _, one := range documentsOf(t.layout.files[file], partKustomization) {
		if one.root != nil {
			found = append(found, one)
		}
	}
	t.configuration[file] = found
	return found
}

func entryOf(list *spot, value string) *spot {
	for _, one := range texts(list) {
		if one.node.Value == value {
			return one
		}
	}
	return nil
}

func (o *object) replicas(kustomization *document, value string) []place {
	for _, one := range items(kustomization.field("replicas")) {
		named := one.child("name").value()
		if named != "" && one.child("count").value() == value && strings.Contains(o.identity.name, named) {
			return placesAt(one.child("count"))
		}
	}
	return nil
}

// images finds the entry that made an image what it is: its tag or digest first, then its name.
func images(kustomization *document, value string) []place {
	entries := append(items(kustomization.field("images")), items(kustomization.field("imageTags"))...)
	for index := len(entries) - 1; index >= 0; index-- {
		if set := imageSet(entries[index], value); len(set) > 0 {
			return set
		}
	}
	return nil
}

func imageSet(entry *spot, value string) []place {
	name, tag, digest := splitImage(value)
	wanted := entry.child("newName")
	if wanted.value() == "" {
		wanted = entry.child("name")
	}
	if wanted.value() != name || name == "" {
		return nil
	}
	set := []*spot{}
	if newDigest := entry.child("digest"); newDigest.value() != "" {
		if newDigest.value() != digest {
			return nil
		}
		set = append(set, newDigest)
	}
	if newTag := entry.child("newTag"); newTag.value() != "" && len(set) == 0 {
		suffix := entry.child("tagSuffix")
		if newTag.value()+suffix.value() != tag {
			return nil
		}
		set = append(set, newTag)
	}
	if suffix := entry.child("tagSuffix"); suffix.value() != "" && strings.HasSuffix(tag, suffix.value()) {
		set = append(set, suffix)
	}
	if newName := entry.child("newName"); newName.value() != "" {
		set = append(set, newName)
	}
	return placesAt(set...)
}

// splitImage takes an image apart as kustomize does.
func splitImage(image string) (name, tag, digest string) {
	name, digest, _ = strings.Cut(image, "@")
	folder := strings.LastIndex(name, "/")
	if colon := strings.LastIndex(name, ":"); colon > folder {
		return name[:colon], name[colon+1:], digest
	}
	return name, "", digest
}

// placesOfName leads to the name in the object's own file, and then to what was put before and behind it.
func (o *object) placesOfName(at twin, beside *spot) []place {
	value := at.node.Value
	places := placesAt(beside)
	if set := o.transformed(at); len(set) > 0 && o.identity.kind == "Namespace" {
		places = append(set, places...)
	}
	if len(places) == 0 {
		places = o.generated(at, true)
	}
	if home := o.atHome(at.route); len(places) == 0 && home != nil {
		places = placesAt(home)
	}
	own := ""
	if beside != nil && beside.node.Kind == kyaml.ScalarNode {
		own = beside.node.Value
	}
	if own == value {
		return places
	}
	for _, one := range o.chain {
		if !o.spend(one) {
			break
		}
		for _, field := range []string{"namePrefix", "nameSuffix"} {
			if entry := one.document.field(field); entry.value() != "" && strings.Contains(value, entry.value()) {
				places = append(places, placesAt(entry)...)
			}
		}
	}
	return places
}
