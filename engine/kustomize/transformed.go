package kustomize

import (
	"strings"

	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// transformed finds the entry of a kustomization that set a value: the last that names the field and gives it this value.
func (o *object) transformed(at twin) []place {
	for _, one := range o.chain {
		if set := o.setIn(one.document, at); len(set) > 0 {
			return set
		}
	}
	return nil
}

func (o *object) setIn(kustomization *document, at twin) []place {
	value := at.node.Value
	last := at.route[len(at.route)-1].key
	isName := at.route.is("metadata", "name")
	if last == "namespace" || isName && text(fieldsOf(o.root)["kind"].value) == "Namespace" {
		if entry := kustomization.field("namespace"); entry.value() == value && entry != nil {
			return placesAt(entry)
		}
	}
	if len(at.route) > 1 && !at.route[len(at.route)-2].isItem {
		if set := setInMap(kustomization, at.route[len(at.route)-2].key, last, value); len(set) > 0 {
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
		for _, one := range items(kustomization.field("labels")) {
			entries = append(entries, one.child("pairs").child(key))
		}
		if key == "app.kubernetes.io/managed-by" {
			entries = append(entries, entryOf(kustomization.field("buildMetadata"), "managedByLabel"))
			return placesAt(entries[len(entries)-1])
		}
	}
	for index := len(entries) - 1; index >= 0; index-- {
		if entries[index].value() == value && entries[index] != nil {
			return placesAt(entries[index])
		}
	}
	return nil
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
		if named != "" && one.child("count").value() == value && strings.Contains(identityOf(o.root).name, named) {
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
	if set := o.transformed(at); len(set) > 0 && text(fieldsOf(o.root)["kind"].value) == "Namespace" {
		places = append(set, places...)
	}
	if len(places) == 0 {
		places = o.generated(at)
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
		for _, field := range []string{"namePrefix", "nameSuffix"} {
			if entry := one.document.field(field); entry.value() != "" && strings.Contains(value, entry.value()) {
				places = append(places, placesAt(entry)...)
			}
		}
	}
	return places
}
