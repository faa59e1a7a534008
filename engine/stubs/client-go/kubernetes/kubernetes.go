// Package kubernetes is empty. Helm imports it to have this module, and with it the Kubernetes version, in the build information.
package kubernetes
