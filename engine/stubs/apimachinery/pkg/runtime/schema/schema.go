// Package schema holds the names of kinds and resources.
package schema

import "strings"

// GroupVersion names a version of an API group.
type GroupVersion struct{ Group, Version string }

// String writes the version as in "apiVersion".
func (gv GroupVersion) String() string {
	if gv.Group == "" {
		return gv.Version
	}
	return gv.Group + "/" + gv.Version
}

// GroupVersionKind names a kind.
type GroupVersionKind struct{ Group, Version, Kind string }

// GroupVersion drops the kind.
func (gvk GroupVersionKind) GroupVersion() GroupVersion {
	return GroupVersion{Group: gvk.Group, Version: gvk.Version}
}

// String writes the kind for people.
func (gvk GroupVersionKind) String() string {
	return gvk.GroupVersion().String() + ", Kind=" + gvk.Kind
}

// GroupVersionResource names a resource as it stands in addresses.
type GroupVersionResource struct{ Group, Version, Resource string }

// FromAPIVersionAndKind reads the two fields that every object has.
func FromAPIVersionAndKind(apiVersion, kind string) GroupVersionKind {
	group, version, hasGroup := strings.Cut(apiVersion, "/")
	if !hasGroup {
		return GroupVersionKind{Version: group, Kind: kind}
	}
	return GroupVersionKind{Group: group, Version: version, Kind: kind}
}
