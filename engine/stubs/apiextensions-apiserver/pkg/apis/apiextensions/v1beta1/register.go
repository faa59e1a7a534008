// Package v1beta1 registers the group of custom resource definitions.
package v1beta1

import "k8s.io/apimachinery/pkg/runtime"

// AddToScheme makes this version known.
func AddToScheme(scheme *runtime.Scheme) error {
	scheme.Add("apiextensions.k8s.io/v1beta1")
	return nil
}
