// The law of imports (ARCHITECTURE.md), as dependency-cruiser reads it.

/** Slices in the order in which they may import each other's front door: a slice imports only those after it. */
const slices = ['base-audit', 'lifetime-value', 'history']
const frontDoor = '\\.(contract|actions|errors)\\.ts$|/locales/en\\.json$|/(README\\.md)$'
const purePart = '^domains/[^/]+/[^./]+\\.ts$'
const tests = '\\.(test|test-data)\\.tsx?$'
const browserFile = '\\.(page|view)\\.tsx$|\\.chart\\.ts$'

const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to })

/** Only `where` imports the outside package `pattern`. */
const onePlace = (name, pattern, where) =>
  forbid(
    `${name}-in-one-place`,
    `${name} is imported from one place`,
    { pathNot: [where, tests, '^(tests|tools|bench)/', '\\.config\\.ts$'] },
    { path: `^node_modules/${pattern}` },
  )

export default {
  forbidden: [
    forbid('no-cycles', 'No cycles, type imports included', {}, { circular: true }),
    forbid(
      'libraries-are-the-ground',
      'Down only',
      { path: '^libraries/' },
      { path: '^(engines|domains|apps)/' },
    ),
    forbid('engines-below-domains', 'Down only', { path: '^engines/' }, { path: '^(domains|apps)/' }),
    forbid('domains-below-apps', 'Down only', { path: '^domains/' }, { path: '^apps/' }),
    forbid(
      'kernel-is-alone',
      'The kernel imports nothing',
      { path: '^libraries/kernel/', pathNot: tests },
      { pathNot: '^libraries/kernel/' },
    ),
    forbid(
      'numerics-on-kernel',
      'lifetime → numerics → kernel',
      { path: '^libraries/numerics/', pathNot: tests },
      { pathNot: '^libraries/(numerics|kernel)/' },
    ),
    forbid(
      'lifetime-on-numerics',
      'lifetime → numerics → kernel',
      { path: '^libraries/lifetime/', pathNot: tests },
      { pathNot: '^libraries/(lifetime|numerics|kernel)/' },
    ),
    forbid(
      'libraries-are-pure',
      'No I/O below the engines',
      { path: '^libraries/', pathNot: tests },
      { dependencyTypes: ['core'] },
    ),
    ...slices
      .slice(1)
      .map((slice, place) =>
        forbid(
          `${slice}-follows-the-loop`,
          'Slices import only those that come before them in the loop',
          { path: `^domains/${slice}/` },
          { path: slices.slice(0, place + 1).map((earlier) => `^domains/${earlier}/`) },
        ),
      ),
    forbid(
      'slices-meet-at-the-front-door',
      'Another slice imports pure words, contract, errors or actions only',
      { path: '^domains/([^/]+)/', pathNot: tests },
      { path: '^domains/', pathNot: ['^domains/$1/', frontDoor, purePart] },
    ),
    forbid(
      'browser-files-stay-in-the-browser',
      'A page never reaches actions, store, query, routes, steps or engines',
      { path: browserFile },
      { path: '(\\.(actions|store|query|routes|step|command)\\.ts$)|^engines/' },
    ),
    forbid(
      'node-runs-no-tsx',
      'No code that Node runs imports a .tsx',
      { path: '\\.ts$', pathNot: [tests, '^apps/web/', '^libraries/ui/'] },
      { path: '\\.tsx$' },
    ),
    onePlace('duckdb', '@duckdb/', '^engines/columnar/duckdb/'),
    onePlace('orpc', '@orpc/', '^(libraries/wire|engines/http|apps/web|apps/cli)/|\\.contract\\.ts$'),
    onePlace('zod', 'zod', '^(libraries/wire|engines/http)/|\\.contract\\.ts$'),
    onePlace('hono', '(hono|@hono)/', '^(engines/http|apps/server)/'),
    onePlace('plot', '@observablehq/plot', '^libraries/ui/|\\.chart\\.ts$'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.cache)/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
    combinedDependencies: true,
  },
}
