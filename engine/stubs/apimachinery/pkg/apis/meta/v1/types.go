// Package v1 holds the parameters of cluster look-ups, which nothing carries out here.
package v1

// GetOptions would refine the reading of one object.
type GetOptions struct{}

// ListOptions would refine the reading of several objects.
type ListOptions struct{}

// APIResource describes a kind that a cluster serves.
type APIResource struct {
	Name, Group, Version, Kind string
	Namespaced                 bool
}

// APIResourceList holds the kinds of one version.
type APIResourceList struct{ APIResources []APIResource }
