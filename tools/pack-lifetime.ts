/** Makes the lifetime library a package of plain JavaScript and type declarations that depends on nothing. */
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, posix, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const entries = ['index', 'contracts', 'covariates', 'opportunities', 'spend', 'stages'] as const

/** What was made. */
export interface PackedLibrary {
  /** The tarball, as a registry would take it. */
  readonly tarball: string
  readonly name: string
  readonly version: string
  readonly modules: number
}

/**
 * Writes the package and its tarball.
 *
 * @param folder - Where to; made anew.
 */
export function packLifetime(folder: string): PackedLibrary {
  const [sources, staging] = [join(folder, 'sources'), join(folder, 'package')]
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(staging, { recursive: true })
  const modules = reachable(entries.map((entry) => `libraries/lifetime/entries/${entry}.ts`))
  for (const path of modules) {
    const target = join(sources, packedPath(path))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, withRelativeImports(readFileSync(join(root, path), 'utf8'), path))
  }
  // The compiler asks there whether these are modules.
  writeFileSync(join(sources, 'package.json'), JSON.stringify({ type: 'module' }))
  writeFileSync(join(sources, 'tsconfig.json'), JSON.stringify(compilerOptions(staging)))
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', sources])
  for (const path of modules) {
    const types = join(staging, packedPath(path).replace(/\.ts$/, '.d.ts'))
    // Declarations keep the endings of the sources, which are not there.
    writeFileSync(
      types,
      readFileSync(types, 'utf8').replaceAll(imported, (specifier) => specifier.replace(/\.ts'$/, ".js'")),
    )
  }
  const manifest = manifestOf()
  writeFileSync(join(staging, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  copyDocuments(staging)
  cpSync(join(root, 'LICENSE'), join(staging, 'LICENSE'))
  const printed = run('npm', ['pack', '--json', '--pack-destination', folder], staging)
  const [{ filename }] = JSON.parse(printed) as [{ readonly filename: string }]
  return {
    tarball: join(folder, basename(filename)),
    name: manifest.name,
    version: manifest.version,
    modules: modules.length,
  }
}

/** The README and the pages of the models, with links that hold inside the package. */
function copyDocuments(staging: string): void {
  cpSync(join(root, 'docs/models'), join(staging, 'docs/models'), { recursive: true })
  const pages = globSync('docs/models/*.md', { cwd: root }).map((path) => ({ from: path, to: path }))
  for (const { from, to } of [{ from: 'libraries/lifetime/README.md', to: 'README.md' }, ...pages]) {
    writeFileSync(join(staging, to), withPackedLinks(readFileSync(join(root, from), 'utf8'), dirname(from)))
  }
}

/** Links to the pages and to the README are kept; of what is not in the package, the words remain. */
function withPackedLinks(text: string, folder: string): string {
  return text.replaceAll(/\[([^\]]*)\]\((\.\.\/[^)]*)\)/g, (_, words: string, link: string) => {
    const target = posix.join(folder, link)
    if (target.startsWith('docs/models/')) return `[${words}](${target})`
    return target === 'libraries/lifetime/README.md' ? `[${words}](../../README.md)` : words
  })
}

/** Plain JavaScript and declarations, module by module, without the types between the lines. */
function compilerOptions(outDir: string): object {
  return {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: {
      outDir,
      rootDir: '.',
      declaration: true,
      noUncheckedIndexedAccess: false,
      rewriteRelativeImportExtensions: true,
    },
  }
}

/** What `npm` reads: entries by name, and that no module does anything by being loaded. */
function manifestOf() {
  const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly version: string
    readonly license: string
  }
  const entryOf = (entry: string) => ({
    types: `./lifetime/entries/${entry}.d.ts`,
    default: `./lifetime/entries/${entry}.js`,
  })
  return {
    name: 'perennial-lifetime',
    version,
    description:
      'What customers will do, from what they did: value models with intervals, in Node and in browsers',
    keywords: ['customer lifetime value', 'clv', 'bg/nbd', 'pareto/nbd', 'gamma-gamma', 'churn', 'rfm'],
    license,
    type: 'module',
    sideEffects: false,
    engines: { node: '>=22' },
    exports: Object.fromEntries(
      entries.map((entry) => [entry === 'index' ? '.' : `./${entry}`, entryOf(entry)]),
    ),
  }
}

/** The modules that the entries need, types included, in order of their paths. */
function reachable(starts: readonly string[]): readonly string[] {
  const found = new Set<string>()
  const waiting = [...starts]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue
    found.add(path)
    const source = readFileSync(join(root, path), 'utf8')
    for (const [, specifier = ''] of source.matchAll(imported)) waiting.push(importedPath(specifier, path))
  }
  return [...found].toSorted()
}

/** Every specifier of a module, with the quotes around it. */
const imported = /(?<=\bfrom |\bimport\()'([^']+)'/g

/** A specifier as a path from the root: the three libraries know one another and nothing else. */
function importedPath(specifier: string, from: string): string {
  const [, library, rest] = /^#(kernel|numerics|lifetime)\/(.+)$/.exec(specifier) ?? []
  if (library !== undefined && rest !== undefined) return posix.join('libraries', library, rest)
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier)
  throw new Error(`${from} imports ${specifier}, which would be a dependency of the package.`)
}

/** The same text with specifiers that hold inside the package. */
function withRelativeImports(text: string, path: string): string {
  return text.replaceAll(imported, (_, specifier: string) => {
    const step = posix.relative(posix.dirname(path), importedPath(specifier, path))
    return `'${step.startsWith('.') ? step : `./${step}`}'`
  })
}

/** Where a module lies in the package. */
function packedPath(path: string): string {
  return posix.relative('libraries', path)
}

/** @throws Error with what the program said, where it fails. */
function run(program: string, programArguments: readonly string[], folder = root): string {
  const options = { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' } as const
  const { status, stdout, stderr } = spawnSync(program, programArguments, options)
  if (status !== 0) throw new Error(`${basename(program)} failed:\n${stdout}${stderr}`)
  return stdout
}

if (import.meta.main) {
  const { tarball, modules } = packLifetime(join(root, '.cache/pack'))
  console.log(`${tarball}: ${modules} modules`)
}
