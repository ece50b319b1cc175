/** Every screen has an address: the business first, then the page; filters, sort and page are in the query. */
import { acquisitionSearchOf } from '#base-audit/acquisition/acquisition-search.ts'
import { auditSearchOf } from '#base-audit/audit-search.ts'
import { equitySearchOf } from '#base-audit/equity/equity-search.ts'
import { customersSearchOf } from '#lifetime-value/customers/customers-search.ts'
import { importSearchOf } from '#history/import-page/import-search.ts'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
  useParams,
  type ErrorComponentProps,
} from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { refusedBecause, type AskEarly } from '#ui/answer.tsx'
import { Refusal, Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { BusinessFrame } from './business-frame.tsx'
import { askForAcquisition, askForBusiness, askForEquity, askForLens } from './early-answers.ts'
import { FirstBusiness } from './first-business.tsx'
import { learnWordsOf, type SliceName } from './language.ts'
import { MissingPage } from './missing-page.tsx'

/** A screen and the words that it speaks come side by side. Notices of a valuation may come from the history. */
function speaking<Screen>(slices: readonly SliceName[], load: () => Promise<Screen>): () => Promise<Screen> {
  return async () => (await Promise.all([load(), learnWordsOf(slices)]))[0]
}

const root = createRootRouteWithContext<{ readonly ask: AskEarly }>()({
  component: Outlet,
  notFoundComponent: MissingPage,
})

const first = createRoute({ getParentRoute: () => root, path: '/', component: FirstBusiness })

const business = createRoute({
  getParentRoute: () => root,
  path: '/$business',
  beforeLoad: ({ context: { ask }, params: { business: id } }) => askForBusiness({ ask, business: id }),
  component: BusinessFrame,
})

const home = createRoute({
  getParentRoute: () => business,
  path: '/',
  component: BusinessHome,
})

const base = createRoute({
  getParentRoute: () => business,
  path: '/base',
  component: lazyRouteComponent(
    speaking(['lifetime-value', 'history'], () => import('./screens/base.tsx')),
    'BaseScreen',
  ),
})

const audit = createRoute({
  getParentRoute: () => business,
  path: '/base/audit',
  component: AuditHome,
})

const lens = createRoute({
  getParentRoute: () => business,
  path: '/base/audit/$lens',
  validateSearch: auditSearchOf,
  beforeLoad: ({ context: { ask }, params: { business: id, lens: named }, search }) =>
    askForLens({ ask, business: id }, { lens: named, search }),
  component: lazyRouteComponent(
    speaking(['base-audit'], () => import('./screens/audit.tsx')),
    'AuditScreen',
  ),
})

const equity = createRoute({
  getParentRoute: () => business,
  path: '/base/equity',
  validateSearch: equitySearchOf,
  beforeLoad: ({ context: { ask }, params: { business: id } }) => askForEquity({ ask, business: id }),
  component: lazyRouteComponent(
    speaking(['base-audit'], () => import('./screens/equity.tsx')),
    'EquityScreen',
  ),
})

const acquisition = createRoute({
  getParentRoute: () => business,
  path: '/base/acquisition',
  validateSearch: acquisitionSearchOf,
  beforeLoad: ({ context: { ask }, params: { business: id } }) => askForAcquisition({ ask, business: id }),
  component: lazyRouteComponent(
    speaking(['base-audit'], () => import('./screens/acquisition.tsx')),
    'AcquisitionScreen',
  ),
})

const customers = createRoute({
  getParentRoute: () => business,
  path: '/customers',
  validateSearch: customersSearchOf,
  component: lazyRouteComponent(
    speaking(['lifetime-value'], () => import('./screens/customers.tsx')),
    'CustomersScreen',
  ),
})

const customer = createRoute({
  getParentRoute: () => business,
  path: '/customers/$customer',
  component: lazyRouteComponent(
    speaking(['lifetime-value'], () => import('./screens/customer.tsx')),
    'CustomerScreen',
  ),
})

const trust = createRoute({
  getParentRoute: () => business,
  path: '/trust',
  component: lazyRouteComponent(
    speaking(['lifetime-value', 'history'], () => import('./screens/trust.tsx')),
    'TrustScreen',
  ),
})

const imports = createRoute({
  getParentRoute: () => business,
  path: '/import',
  validateSearch: importSearchOf,
  component: lazyRouteComponent(
    speaking(['history'], () => import('./screens/import.tsx')),
    'ImportScreen',
  ),
})

const newImport = createRoute({
  getParentRoute: () => root,
  path: '/import',
  validateSearch: importSearchOf,
  component: lazyRouteComponent(
    speaking(['history'], () => import('./screens/new-import.tsx')),
    'NewImportScreen',
  ),
})

const ofBusiness = [home, base, audit, lens, equity, acquisition, customers, customer, trust, imports]

const routeTree = root.addChildren([first, newImport, business.addChildren(ofBusiness)])

/** The router of a page that asks by `ask`. */
export function routerFor(ask: AskEarly) {
  return createRouter({
    routeTree,
    context: { ask },
    defaultPreload: 'intent',
    defaultPendingComponent: PendingPage,
    defaultErrorComponent: BrokenPage,
    scrollRestoration: true,
  })
}

function BusinessHome(): ReactElement {
  const { business: id } = useParams({ from: '/$business' })
  return <Navigate to="/$business/base" params={{ business: id }} replace />
}

function AuditHome(): ReactElement {
  const { business: id } = useParams({ from: '/$business' })
  return <Navigate to="/$business/base/audit/$lens" params={{ business: id, lens: 'differ' }} replace />
}

function PendingPage(): ReactElement {
  const words = useWords('web')
  return <Waiting what={words('reading.page')} />
}

function BrokenPage(props: ErrorComponentProps): ReactElement {
  return <Refusal error={refusedBecause(props.error)} again={props.reset} />
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof routerFor>
  }
}
