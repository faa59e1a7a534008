package helm

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/strvals"

	"hardening-gate/engine/failure"
)

// ValuesText is one values file, or a text that stands for one.
type ValuesText struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// mergeValues lays the texts over each other in order, and single settings over them, as the command line does.
func mergeValues(request Request) (map[string]any, error) {
	merged := map[string]any{}
	for _, source := range request.Values {
		values, err := loader.LoadValues(bytes.NewReader([]byte(source.Text)))
		if err != nil {
			found := &failure.Failure{Kind: "values", Path: source.Path, Message: err.Error()}
			if match := yamlLine.FindStringSubmatch(err.Error()); match != nil {
				found.Line = failure.Number(match[1])
			}
			return nil, found
		}
		merged = loader.MergeMaps(merged, values)
	}
	for _, setting := range request.Set {
		if err := strvals.ParseInto(setting, merged); err != nil {
			return nil, settingFailure(setting, err)
		}
	}
	for _, setting := range request.SetString {
		if err := strvals.ParseIntoString(setting, merged); err != nil {
			return nil, settingFailure(setting, err)
		}
	}
	return merged, nil
}

// settingFailure names the key alone: the rest may be a secret.
func settingFailure(setting string, err error) error {
	key, _, _ := strings.Cut(setting, "=")
	return &failure.Failure{Kind: "values", Message: fmt.Sprintf("cannot set %q: %v", key, err)}
}

// valuesToRender adds the defaults and checks the schemas. Where nothing is wrong but a schema that lies elsewhere, it goes on
// without any schema and says so.
func valuesToRender(
	loaded *chart.Chart, values map[string]any, request Request, capabilities *common.Capabilities,
) (common.Values, []string, error) {
	options := common.ReleaseOptions{Name: request.ReleaseName, Namespace: request.Namespace, Revision: 1, IsInstall: true}
	if options.Name == "" {
		options.Name = "release-name"
	}
	if options.Namespace == "" {
		options.Namespace = "default"
	}
	prepared, err := util.ToRenderValuesWithSchemaValidation(loaded, values, options, capabilities, true)
	if err != nil {
		return nil, nil, &failure.Failure{Kind: "values", Message: err.Error()}
	}
	all, err := prepared.Table("Values")
	if err != nil {
		all = common.Values{}
	}
	remote, isInvalid := remoteSchemas(loaded, all)
	if len(remote) > 0 && !isInvalid {
		note := "The values were not checked against their schema, which refers to " + strings.Join(remote, ", ") + "."
		return prepared, []string{note}, nil
	}
	if err := util.ValidateAgainstSchema(loaded, all); err != nil {
		text := "values don't meet the specifications of the schema(s) in the following chart(s):\n" + err.Error()
		return nil, nil, &failure.Failure{Kind: "schema", Message: text}
	}
	return prepared, nil, nil
}

// remoteSchemas lists the addresses that the schemas of a chart and its subcharts refer to, and says whether one of them
// fails for any other reason.
func remoteSchemas(loaded *chart.Chart, values map[string]any) (remote []string, isInvalid bool) {
	if loaded.Schema != nil {
		err := util.ValidateAgainstSingleSchema(values, loaded.Schema)
		unloadable, ok := errors.AsType[*jsonschema.LoadURLError](err)
		switch {
		case ok && strings.HasPrefix(unloadable.URL, "http"):
			remote = append(remote, unloadable.URL)
		case err != nil:
			isInvalid = true
		}
	}
	for _, child := range loaded.Dependencies() {
		section, ok := values[child.Name()].(map[string]any)
		if !ok {
			isInvalid = isInvalid || values[child.Name()] != nil
			continue
		}
		remoteBelow, isInvalidBelow := remoteSchemas(child, section)
		remote = append(remote, remoteBelow...)
		isInvalid = isInvalid || isInvalidBelow
	}
	return remote, isInvalid
}
