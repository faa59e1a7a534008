{{- define "common.config" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .root.Release.Name }}-{{ .root.Values.common.suffix }}
data:
  {{- toYaml .data | nindent 2 }}
{{- end -}}
