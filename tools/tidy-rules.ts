/** The house rules that no other tool knows. Each is a pure function of one source file. */

/** A file of the tree: path from the root with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** One breach, with the place and the mend. */
export interface Breach {
  readonly path: string
  readonly line: number
  readonly rule: string
  readonly message: string
}

type Rule = (file: SourceFile) => readonly Breach[]

const forbiddenNames = new Set([
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'manager',
  'service',
  'types',
  'misc',
])
const isTest = (path: string) => /\.(test|test-data)\.tsx?$|^tests\//.test(path)
/** This file and its test must spell what they look for. */
const isSource = (path: string) => /\.(ts|tsx|mjs)$/.test(path) && !path.startsWith('tools/tidy-rules')

/** A breach for every line that matches `pattern`. */
function linesMatching(file: SourceFile, pattern: RegExp, rule: string, message: string): readonly Breach[] {
  return file.text
    .split('\n')
    .flatMap((line, place) =>
      pattern.test(line) ? [{ path: file.path, line: place + 1, rule, message }] : [],
    )
}

/** Files are kebab-case with the role after a dot, and say what is in them. */
export const fileIsWellNamed: Rule = ({ path }) => {
  if (!isSource(path)) return []
  const name = path.split('/').at(-1) ?? ''
  const breach = (message: string) => [{ path, line: 1, rule: 'file-name', message }]
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|tsx|mjs)$/.test(name))
    return breach('Name the file in kebab-case.')
  if (forbiddenNames.has(name.split('.')[0] ?? '')) return breach('Name the file after what it holds.')
  return []
}

/** Nothing silences a tool. */
export const nothingIsSilenced: Rule = (file) =>
  isSource(file.path)
    ? linesMatching(
        file,
        /(es|ox)lint-disable|@ts-(ignore|expect-error|nocheck)|(istanbul|v8|c8) ignore/,
        'silencing-comment',
        'Mend the cause instead of silencing the tool.',
      )
    : []

/** Nothing unfinished is merged. */
export const nothingIsUnfinished: Rule = (file) =>
  isSource(file.path)
    ? linesMatching(
        file,
        /\b(TODO|FIXME|XXX|HACK)\b/,
        'unfinished',
        'Finish it, or write an issue and remove the mark.',
      )
    : []

/** Only `apps/` read the clock, the environment and chance. */
export const onlyAppsTouchTheWorld: Rule = (file) => {
  const inside = /^(libraries|engines|domains)\//.test(file.path)
  if (!inside || isTest(file.path) || !isSource(file.path)) return []
  return linesMatching(
    file,
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.(env|argv)\b|\brandomUUID\(|\bTemporal\.Now\b/,
    'outside-world',
    'Receive now, newId, random or the setting as an argument; only apps/ read them.',
  )
}

/** What libraries, engines and contracts export says what it is. */
export const exportsAreDocumented: Rule = (file) => {
  const isPublic = /^(libraries|engines)\/.*\.tsx?$/.test(file.path) || file.path.endsWith('.contract.ts')
  if (!isPublic || isTest(file.path)) return []
  const lines = file.text.split('\n')
  const declared = new Set<string>()
  return lines.flatMap((line, place) => {
    const name =
      /^export (?:default )?(?:async )?(?:function\*?|const|class|interface|type|abstract class) (\w+)/.exec(
        line,
      )?.[1]
    if (name === undefined || declared.has(name)) return []
    declared.add(name)
    // An endpoint carries its sentence in `summary`, from which the API's document is made.
    if ((lines[place - 1] ?? '').trimEnd().endsWith('*/') || line.includes('= endpoint(')) return []
    return [
      {
        path: file.path,
        line: place + 1,
        rule: 'undocumented-export',
        message: `Say in a docblock what ${name} is.`,
      },
    ]
  })
}

/** Words for people and for code keep to the glossary. */
export function wordsKeepToTheGlossary(synonyms: ReadonlyMap<string, string>): Rule {
  const words = [...synonyms.keys()].map((word) => word.replace(/[^\w ]/g, ''))
  const pattern = new RegExp(`\\b(${words.join('|')})s?\\b`, 'i')
  return (file) => {
    const speaks = /(^|\/)locales\/.*\.json$|\.md$|\.tsx?$/.test(file.path)
    if (
      !speaks ||
      words.length === 0 ||
      file.path.endsWith('glossary.md') ||
      file.path.startsWith('tools/tidy')
    )
      return []
    return file.text.split('\n').flatMap((line, place) => {
      const found = pattern.exec(line)?.[1]?.toLowerCase()
      if (found === undefined) return []
      return [
        {
          path: file.path,
          line: place + 1,
          rule: 'glossary',
          message: `Write "${synonyms.get(found)}" for "${found}".`,
        },
      ]
    })
  }
}

/** Reads the glossary's table `| word | meaning | not |` into synonym → word. */
export function synonymsOf(glossary: string): ReadonlyMap<string, string> {
  const synonyms = new Map<string, string>()
  for (const line of glossary.split('\n')) {
    const [, word = '', , not = ''] = line.split('|').map((cell) => cell.trim())
    if (word === '' || word === 'word' || word.startsWith('-')) continue
    for (const synonym of not.split(',').map((part) => part.trim().toLowerCase())) {
      if (synonym !== '' && synonym !== '–') synonyms.set(synonym, word.replaceAll('*', ''))
    }
  }
  return synonyms
}

/** Files and functions far larger than the marks to aim for: shown, not enforced. */
export function outliersOf(file: SourceFile): readonly string[] {
  if (!isSource(file.path) || isTest(file.path)) return []
  const lines = file.text.split('\n')
  const outliers = lines.length > 300 ? [`${file.path}: ${lines.length} lines`] : []
  let start = -1
  lines.forEach((line, place) => {
    if (/^(export )?(default )?(async )?function/.test(line)) start = place
    if (line.startsWith('}') && start >= 0) {
      if (place - start > 60)
        outliers.push(`${file.path}:${start + 1}: a function of ${place - start + 1} lines`)
      start = -1
    }
  })
  return outliers
}
