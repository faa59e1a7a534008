package helm

import (
	chart "helm.sh/helm/v4/pkg/chart/v2"

	"hardening-gate/engine/failure"
)

// Dependency is a chart that Chart.yaml declares, that the values switch on, and that is not in "charts".
type Dependency struct {
	Name       string `json:"name"`
	Alias      string `json:"alias,omitempty"`
	Version    string `json:"version"`
	Repository string `json:"repository"`
	// Parent is the chart that declares it, as in template names: "shop" or "shop/charts/db".
	Parent string `json:"parent"`
}

// declaration identifies an entry of Chart.yaml after Helm has overwritten its name with its alias.
type declaration struct{ alias, version, repository string }

// namesOfDependencies remembers the names before aliases replace them.
func namesOfDependencies(loaded *chart.Chart) map[declaration]string {
	names := map[declaration]string{}
	collectNames(loaded, names)
	return names
}

func collectNames(loaded *chart.Chart, names map[declaration]string) {
	for _, declared := range loaded.Metadata.Dependencies {
		if declared != nil && declared.Alias != "" {
			names[declaration{declared.Alias, declared.Version, declared.Repository}] = declared.Name
		}
	}
	for _, child := range loaded.Dependencies() {
		collectNames(child, names)
	}
}

// missingDependencies lists, for a chart whose dependencies were processed, those that are switched on and absent.
func missingDependencies(loaded *chart.Chart, names map[declaration]string) []Dependency {
	missing := []Dependency{}
	for _, wanted := range loaded.Metadata.Dependencies {
		if wanted == nil || isPresent(loaded, wanted) {
			continue
		}
		name := wanted.Name
		if wanted.Alias != "" {
			name = names[declaration{wanted.Alias, wanted.Version, wanted.Repository}]
		}
		missing = append(missing, Dependency{
			Name: name, Alias: wanted.Alias, Version: wanted.Version, Repository: wanted.Repository,
			Parent: loaded.ChartFullPath(),
		})
	}
	for _, child := range loaded.Dependencies() {
		missing = append(missing, missingDependencies(child, names)...)
	}
	return missing
}

// isPresent compares names alone, as helm does: a subchart of another version is rendered all the same.
func isPresent(loaded *chart.Chart, wanted *chart.Dependency) bool {
	for _, child := range loaded.Dependencies() {
		if child.Name() == wanted.Name {
			return true
		}
	}
	return false
}

// withMissing attaches the absent dependencies, which may be the reason for the failure.
func withMissing(err error, missing []Dependency) error {
	if len(missing) == 0 {
		return err
	}
	found := failure.From(err)
	found.Missing = missing
	if isUndefinedTemplate(found.Message) {
		found.Kind = "dependency"
	}
	return found
}
