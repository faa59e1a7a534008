/** Mutants of a rule file, and of the tables that rules take values from: one decision of it changed, as {what, rule} or {what, tables}. */
import { mutantsOfExpression, negated } from "./expressions.mjs";

/** Every mutant of a rule itself. `parse` reads an expression. */
export function mutantsOfRule(rule, parse) {
  const forms = [
    { form: rule, label: "", put: (form) => ({ ...rule, ...form }) },
    ...rule.cases.map((form, index) => ({
      form,
      label: `case ${form.name}: `,
      put: (changed) => ({ ...rule, cases: rule.cases.with(index, { ...form, ...changed }) }),
    })),
  ];
  return [
    ...droppedCases(rule),
    ...forms.flatMap(({ form, label, put }) =>
      mutantsOfForm(form, parse).map(({ what, changed }) => ({ what: label + what, rule: put(changed) })),
    ),
  ];
}

function droppedCases(rule) {
  if (rule.cases.length < 2) return [];
  return rule.cases.map(({ name }, index) => ({
    what: `without case ${name}`,
    rule: { ...rule, cases: rule.cases.toSpliced(index, 1) },
  }));
}

function mutantsOfForm(form, parse) {
  return [
    ...mutantsOfCondition(form, "pass", parse),
    ...mutantsOfCondition(form, "when", parse),
    ...mutantsOfLet(form, parse),
    ...mutantsOfRaise(form, parse),
    ...droppedPaths(form),
    ...mutantsOfRows(form),
    ...mutantsOfWith(form),
  ];
}

function mutantsOfCondition(form, key, parse) {
  const source = form[key];
  if (source === undefined) return [];
  return [{ what: "negated", source: negated(source) }, ...mutantsOfExpression(source, parse)].map(
    ({ what, source: changed }) => ({ what: `${key} ${what}`, changed: { [key]: changed } }),
  );
}

function mutantsOfLet(form, parse) {
  return Object.entries(form.let ?? {}).flatMap(([name, source]) =>
    mutantsOfExpression(source, parse).map(({ what, source: changed }) => ({
      what: `let ${name} ${what}`,
      changed: { let: { ...form.let, [name]: changed } },
    })),
  );
}

function mutantsOfRaise(form, parse) {
  const raises = form.raise ?? [];
  return raises.flatMap((raise, index) => {
    const put = (changed) => ({ raise: raises.with(index, { ...raise, ...changed }) });
    const conditions =
      raise.when === undefined
        ? []
        : [{ what: "negated", source: negated(raise.when) }, ...mutantsOfExpression(raise.when, parse)];
    return [
      { what: `without raise to ${raise.severity}`, changed: { raise: raises.toSpliced(index, 1) } },
      ...conditions.map(({ what, source }) => ({
        what: `raise to ${raise.severity} ${what}`,
        changed: put({ when: source }),
      })),
    ].filter(({ changed }) => raise.when !== undefined || changed.raise === undefined);
  });
}

/** A candidate that leads to an ancestor of the first one is never chosen before it, so dropping it means the same. */
function droppedPaths({ path = [] }) {
  if (path.length < 2) return [];
  return path.flatMap((candidate, index) => {
    const isAncestor = index > 0 && (candidate === "." || path[0].startsWith(candidate));
    return isAncestor
      ? []
      : [{ what: `without path ${candidate}`, changed: { path: path.toSpliced(index, 1) } }];
  });
}

function mutantsOfRows({ flags }) {
  if (flags === undefined) return [];
  return mutantsOfRowList(flags).map(({ what, rows }) => ({ what, changed: { flags: rows } }));
}

function mutantsOfRowList(rows) {
  return rows.flatMap((row, index) => {
    const name = row.flag ?? "anyOf";
    const put = (changed) => rows.with(index, { ...row, ...changed });
    const dropped = rows.length < 2 ? [] : [{ what: `without row ${name}`, rows: rows.toSpliced(index, 1) }];
    const conditions = ["when", "unless"].filter((key) => row[key] !== undefined);
    const absent = row.whenAbsent === "pass" ? "fail" : "pass";
    return [
      ...dropped,
      ...conditions.map((key) => ({ what: `row ${name} without ${key}`, rows: put({ [key]: undefined }) })),
      ...(row.flag === undefined
        ? []
        : [{ what: `row ${name} whenAbsent ${absent}`, rows: put({ whenAbsent: absent }) }]),
      ...mutantsOfWant(row.want).map(({ what, want }) => ({
        what: `row ${name} ${what}`,
        rows: put({ want }),
      })),
      ...mutantsOfRowList(row.anyOf ?? []).map(({ what, rows: inner }) => ({
        what,
        rows: put({ anyOf: inner }),
      })),
    ];
  });
}

function mutantsOfWant(want) {
  if (want === undefined || typeof want === "string") return [];
  return Object.entries(want).flatMap(([test, argument]) => {
    if (!Array.isArray(argument) || argument.length < 2) return [];
    return argument.map((entry, index) => ({
      what: `without ${test} ${entry}`,
      want: { ...want, [test]: argument.toSpliced(index, 1) },
    }));
  });
}

function mutantsOfWith(form) {
  return Object.entries(form.with ?? {}).flatMap(([name, value]) => {
    const put = (changed) => ({ with: { ...form.with, [name]: changed } });
    if (isReference(value, "table")) return [];
    if (isReference(value, "byVersion")) {
      return movedVersions(value.byVersion).map(({ what, byVersion }) => ({
        what: `with ${name} ${what}`,
        changed: put({ byVersion }),
      }));
    }
    return without(value).map(({ what, left }) => ({
      what: `with ${name} without ${what}`,
      changed: put(left),
    }));
  });
}

function isReference(value, key) {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).join() === key
  );
}

/** The names of the tables that a rule takes values from. */
export function tablesOf(rule) {
  const values = [rule, ...rule.cases].flatMap((form) => Object.values(form.with ?? {}));
  return new Set(values.filter((value) => isReference(value, "table")).map(({ table }) => table));
}

/** Every mutant of a table: it without each of its entries, or, where they are lists, without each of theirs. */
export function mutantsOfTable(name, tables) {
  const table = tables.get(name);
  return withoutDeep(table.entries).map(({ what, left }) => ({
    what: `without ${what}`,
    tables: new Map(tables).set(name, { ...table, entries: left }),
  }));
}

function withoutDeep(value) {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isMap || !Object.values(value).every((inner) => Array.isArray(inner))) return without(value);
  return Object.entries(value).flatMap(([key, inner]) =>
    without(inner).map(({ what, left }) => ({ what: `${key} ${what}`, left: { ...value, [key]: left } })),
  );
}

/** A list or map without each of its entries. */
function without(value) {
  if (Array.isArray(value)) {
    return value.map((entry, index) => ({ what: brief(entry), left: value.toSpliced(index, 1) }));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).map((key) => {
    const { [key]: _, ...left } = value;
    return { what: key, left };
  });
}

function brief(entry) {
  const text = typeof entry === "string" ? entry : JSON.stringify(entry);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

/** Each boundary but the lowest, one minor later and one earlier. */
function movedVersions(byVersion) {
  const minor = (version) => Number(version.split(".")[1]);
  const lowest = Math.min(...Object.keys(byVersion).map(minor));
  return Object.keys(byVersion)
    .filter((version) => minor(version) > lowest)
    .flatMap((version) =>
      [1, -1].map((shift) => {
        const { [version]: value, ...others } = byVersion;
        const moved = `1.${minor(version) + shift}`;
        return { what: `from ${moved} for ${version}`, byVersion: { ...others, [moved]: value } };
      }),
    );
}
