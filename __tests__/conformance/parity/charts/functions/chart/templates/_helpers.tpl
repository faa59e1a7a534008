{{- define "functions.mark" -}}!{{- end -}}
{{- define "functions.labels" -}}
app: {{ .Chart.Name }}
version: {{ .Chart.AppVersion | quote }}
{{- end -}}
