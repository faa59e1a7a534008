{{- define "shared.name" -}}child-loses{{- end -}}
{{- define "db.label" -}}{{ .Chart.Name }}-{{ .Values.engine }}{{- end -}}
