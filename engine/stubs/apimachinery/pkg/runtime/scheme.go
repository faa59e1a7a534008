// Package runtime holds the registry of API versions, without the types that the real one registers.
package runtime

import "k8s.io/apimachinery/pkg/runtime/schema"

// Scheme is a list of API versions in the order in which they were added.
type Scheme struct {
	versions []schema.GroupVersion
}

// NewScheme makes a scheme of versions written as in "apiVersion".
func NewScheme(apiVersions ...string) *Scheme {
	scheme := &Scheme{}
	for _, apiVersion := range apiVersions {
		scheme.Add(apiVersion)
	}
	return scheme
}

// Add appends one version, written as in "apiVersion".
func (s *Scheme) Add(apiVersion string) {
	s.versions = append(s.versions, schema.FromAPIVersionAndKind(apiVersion, "").GroupVersion())
}

// PrioritizedVersionsAllGroups returns all versions in order.
func (s *Scheme) PrioritizedVersionsAllGroups() []schema.GroupVersion {
	return s.versions
}
