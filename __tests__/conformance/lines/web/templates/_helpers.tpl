{{/* Names. */}}
{{- define "web.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "web.fullname" -}}
{{- printf "%s-%s" .Release.Name (include "web.name" .) -}}
{{- end -}}

{{- define "web.labels" -}}
app.kubernetes.io/name: {{ include "web.name" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.global.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "web.image" -}}
{{- $tag := .Values.image.tag | default .Chart.AppVersion | toString -}}
{{- if .Values.image.digest -}}
{{ .Values.global.registry }}/{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.global.registry }}/{{ .Values.image.repository }}:{{ $tag }}
{{- end -}}
{{- end -}}

{{- define "web.env" -}}
{{- range . }}
- name: {{ .name | quote }}
  value: {{ .value | quote }}
{{- end }}
{{- end -}}
