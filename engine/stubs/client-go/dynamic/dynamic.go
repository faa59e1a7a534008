// Package dynamic holds the interfaces behind the template function "lookup". Nothing implements them.
package dynamic

import (
	"context"
	"errors"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
)

// Object stands for what a cluster would answer.
type Object struct{}

// UnstructuredContent returns an empty object.
func (*Object) UnstructuredContent() map[string]any { return map[string]any{} }

// ResourceInterface reads objects of one kind.
type ResourceInterface interface {
	Get(ctx context.Context, name string, options metav1.GetOptions, subresources ...string) (*Object, error)
	List(ctx context.Context, options metav1.ListOptions) (*Object, error)
}

// NamespaceableResourceInterface reads objects of one kind, in one namespace or in all.
type NamespaceableResourceInterface interface {
	Namespace(namespace string) ResourceInterface
	ResourceInterface
}

// Interface finds the reader of a kind.
type Interface interface {
	Resource(resource schema.GroupVersionResource) NamespaceableResourceInterface
}

// NewForConfig always fails: there is no cluster.
func NewForConfig(*rest.Config) (Interface, error) {
	return nil, errors.New("the embedded engine reaches no cluster")
}
