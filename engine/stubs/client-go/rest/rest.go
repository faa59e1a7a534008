// Package rest holds the configuration type that Helm's engine names and never fills in here.
package rest

// Config would say how to reach a cluster. The engine has none.
type Config struct{}
