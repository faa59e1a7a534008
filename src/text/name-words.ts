/** Words in names that people give to objects: `validate.policy.example.com`, `kyverno-svc`. */

/**
 * Whether one of the names holds one of the words as a whole word. Letter case does not matter, and whatever is no letter and no digit parts
 * words, also in the words themselves: `k-rail` is two words that follow each other.
 */
export function holdsWord(names: readonly string[], words: readonly string[]): boolean {
  const spoken = names.map(apart);
  return words.some((word) => spoken.some((name) => name.includes(apart(word))));
}

function apart(name: string): string {
  return ` ${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, " ")
    .trim()} `;
}
