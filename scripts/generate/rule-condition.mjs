/** The section of a rule's page that says what the rule looks at and how it decides. */
import { block, cell, code, listed, prose, table } from "./markdown.mjs";

const scopes = {
  object: "the object itself",
  pod: "the pod spec",
  containers: "every init and regular container",
  allContainers: "every init, regular and ephemeral container",
  volumes: "every volume of the pod",
  env: "every environment variable of every container",
  ports: "every port of every container",
  rules: "every rule of the role",
  subjects: "every subject of the binding",
};

const views = {
  namespace: "All resources of one namespace, together.",
  workload: "Pods and everything that holds a pod template, each with what surrounds it.",
  binding: "RoleBindings and ClusterRoleBindings, each with the role that it names.",
  role: "Roles and ClusterRoles, each with those who hold it.",
  subject: "Every identity that bindings name, with all the rights that it holds.",
  change: "Each resource as it is at the base and at the head.",
  revision: "All resources of the head, together.",
  text: "Tracked text files, as they stand in the repository.",
};

const reaches = {
  local: "It needs no other resource to decide.",
  cross: "It needs other resources of the same revision to decide.",
  repo: "It needs the whole repository to decide.",
  diff: "It compares the base with the head.",
  evidence: "It needs the reports of other tools.",
};

/** The parts of one form: what it is given, its condition, and what may vary. */
export function conditionParts({ form, built }, sources) {
  const facts = [
    subject(built.match),
    `${reaches[built.reach]}`,
    ...(form.kubernetes === undefined ? [] : [`Only for clusters of version ${code(form.kubernetes)}.`]),
    ...raises(form.raise ?? []),
  ];
  return [
    form.name === null ? undefined : `### ${form.name}`,
    facts.map((fact) => `- ${fact}`).join("\n"),
    ...decision(form, sources),
    ...values(form.with ?? {}),
    form.undecided === undefined ? undefined : `Where files leave it open: “${prose(form.undecided)}”`,
  ];
}

function subject(match) {
  switch (match.type) {
    case "workload":
      return `Pods and everything that holds a pod template: ${scopes[match.items.forEach]}${below(match.items)}.`;
    case "kinds":
      return `${listed(match.kinds.map(kindName))}: ${scopes[match.items.forEach]}${below(match.items)}.`;
    case "component":
      return `The settings of ${code(match.component)}: flags of static Pods and entries of configuration files.`;
    case "view":
      return views[match.view];
    default:
      throw new Error(`A rule's page has no words for the match "${match.type}".`);
  }
}

function kindName({ kind, group }) {
  if (kind === "*") return "Every kind";
  return group === "" ? code(kind) : `${code(kind)} of ${code(group)}`;
}

/** The way down from the scope; `[]` stands for every element. */
function below({ each }) {
  const paths = each.map(({ root, path }) => {
    const start = root === "self" ? "" : `$${root}.`;
    const steps = path.map((step, index) =>
      typeof step === "symbol" ? "[]" : `${index === 0 ? "" : "."}${step}`,
    );
    return `${start}${steps.join("")}`;
  });
  return paths.length === 0 ? "" : `, there ${listed(paths.map(code))}`;
}

function raises(entries) {
  return entries.map(({ when, severity, why }) => {
    const condition = when === undefined ? "" : `, where ${code(when)}`;
    return `Raised to **${severity}**${condition}: ${prose(why)}`;
  });
}

function decision(form, { plainWants }) {
  if (form.check !== undefined) {
    const link = `[${code(form.check)}](../../src/checks/${form.check}.ts)`;
    return [`The check ${link} decides.`];
  }
  if (form.flags !== undefined) {
    const rows = form.flags.flatMap((row) => flagRows(row, plainWants));
    return [table(["Setting", "Must be", "Absent from a complete source", "Applies"], rows)];
  }
  return [
    ...Object.entries(form.let ?? {}).flatMap(([name, source]) => [`With ${code(name)} as`, block(source)]),
    ...(form.when === undefined ? [] : ["It applies where", block(form.when)]),
    "It is fine where",
    block(form.pass ?? ""),
  ];
}

const absentWords = { pass: "fine", fail: "a finding", undecided: "undecided" };

function flagRows(row, plainWants) {
  if (row.anyOf !== undefined) {
    return row.anyOf.flatMap((inner, index) =>
      flagRows(inner, plainWants).map(([flag, ...rest]) => [index === 0 ? flag : `or ${flag}`, ...rest]),
    );
  }
  const applies = [
    ...row.when.map((condition) => `where ${conditionWords(condition, plainWants)}`),
    ...row.unless.map((condition) => `unless ${conditionWords(condition, plainWants)}`),
  ];
  return [
    [
      cell(code(row.flag ?? "")),
      wantWords(row.want ?? "present", plainWants),
      absentWords[row.whenAbsent ?? "fail"],
      applies.length === 0 ? "always" : applies.join(", "),
    ],
  ];
}

function conditionWords({ flag, is, form, kinds }, plainWants) {
  const source = form === undefined ? [] : [form === "flags" ? "flags are given" : "a file is given"];
  const value =
    flag === undefined ? [] : [`${cell(code(flag))} is ${wantWords(is ?? "present", plainWants)}`];
  const holder = kinds === undefined ? [] : [`the resource is a ${listed(kinds, "or")}`];
  return listed([...source, ...holder, ...value]);
}

const plainWords = {
  present: "given",
  onlyLoopback: "a loopback address",
  noClearText: "no `http://` address beyond loopback",
  moreThanOne: "more than one entry",
  someTls: "a list with an `https://` address",
};

const testWords = {
  not: "anything but",
  oneOf: "one of",
  includes: "a list with",
  excludes: "a list without",
  subsetOf: "a list of nothing but",
  atLeast: "at least",
  atMost: "at most",
};

function wantWords(want, plainWants) {
  if (want === "") return "empty or not given";
  if (typeof want === "string") return plainWants.includes(want) ? plainWords[want] : cell(code(want));
  return listed(
    Object.entries(want).map(([name, argument]) => {
      if (argument?.table !== undefined) return `${testWords[name]} ${valueWords(argument)}`;
      const given = (Array.isArray(argument) ? argument : [argument]).map((value) =>
        cell(code(String(value))),
      );
      return `${testWords[name]} ${listed(given, "or")}`;
    }),
  );
}

/** What profiles may set differently. A long list is named by its length. */
function values(entries) {
  const rows = Object.entries(entries).map(([name, value]) => [cell(code(name)), valueWords(value)]);
  return rows.length === 0 ? [] : [table(["Value", "Set to"], rows)];
}

const longestValue = 300;

function valueWords(value) {
  if (typeof value === "object" && value !== null && Object.keys(value).length === 1 && "table" in value) {
    return `the table [${value.table}](../../rules/tables/${value.table}.yaml)`;
  }
  if (typeof value === "object" && value !== null && "updatedOf" in value) {
    return `the date of the table [${value.updatedOf}](../../rules/tables/${value.updatedOf}.yaml)`;
  }
  const text = JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? Number(inner) : inner));
  if (text.length <= longestValue) return cell(code(text));
  const size = Array.isArray(value) ? value.length : Object.keys(value).length;
  return `${size} entries, see the rule file`;
}
