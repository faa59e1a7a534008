{{- define "common.selector" -}}
app: {{ .name }}
release: {{ .context.Release.Name }}
{{- end -}}
{{- define "common.probe" -}}
httpGet:
  path: {{ .path }}
  port: {{ .port }}
{{- end -}}
