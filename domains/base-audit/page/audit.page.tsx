/** The base audited: a page a lens, in the order in which a person asks. */
import type { Business } from '#history/business.contract.ts'
import { snapshotOf } from '#lifetime-value/snapshot-of.ts'
import { useAnswer, type Answer } from '#ui/answer.tsx'
import { Answered } from '#ui/answered.tsx'
import { Page } from '#ui/page.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import { AuditChoices } from './audit-choices.view.tsx'
import type { AuditPlan } from '../audit-document.ts'
import { askedOfLens, askedOfPlan, type AuditChange, type AuditSearch } from '../audit-search.ts'
import type { Lens } from '../tables/audit-tables.ts'
import {
  readAuditPlan,
  readChange,
  readCohort,
  readCohorts,
  readDiffer,
  readWhole,
  type LensAnswer,
} from '../base-audit.contract.ts'
import { LensLinks } from './lens-links.view.tsx'
import { LensView } from './lens.view.tsx'

export interface AuditPageProps {
  readonly business: Business
  readonly lens: Lens
  readonly search: AuditSearch
  readonly onChange: (change: AuditChange) => void
}

export function AuditPage(props: AuditPageProps): ReactElement {
  const words = useWords('base-audit')
  const { business, lens, search } = props
  const answer = useAnswer(readAuditPlan, { ...snapshotOf(business), ...askedOfPlan(search) }, kept)
  return (
    <Page title={words(`lens.${lens}.title`)} of={business.name} lead={words(`lens.${lens}.lead`)}>
      <LensLinks business={business.business} lens={lens} search={search} />
      <Answered of={answer} reading={words('reading.audit')}>
        {(plan) => <Audited {...props} key={lens} plan={plan} />}
      </Answered>
    </Page>
  )
}

type Audited = AuditPageProps & { readonly plan: AuditPlan }

/** Each lens asks its own endpoint, so each is a component of its own. */
function Audited(props: Audited): ReactElement {
  switch (props.lens) {
    case 'differ':
      return <Differ {...props} />
    case 'change':
      return <Change {...props} />
    case 'cohort':
      return <Cohort {...props} />
    case 'cohorts':
      return <Cohorts {...props} />
    case 'whole':
      return <Whole {...props} />
  }
}

function Differ(props: Audited): ReactElement {
  return <Lensed {...props} answer={useAnswer(readDiffer, askedBy(props), kept)} />
}

function Change(props: Audited): ReactElement {
  return <Lensed {...props} answer={useAnswer(readChange, askedBy(props), kept)} />
}

function Cohort(props: Audited): ReactElement {
  return <Lensed {...props} answer={useAnswer(readCohort, askedBy(props), kept)} />
}

function Cohorts(props: Audited): ReactElement {
  return <Lensed {...props} answer={useAnswer(readCohorts, askedBy(props), kept)} />
}

function Whole(props: Audited): ReactElement {
  return <Lensed {...props} answer={useAnswer(readWhole, askedBy(props), kept)} />
}

/** What was shown stays while another view is on its way. */
const kept = { keepPrevious: true } as const

function askedBy({ business, lens, search }: Audited) {
  return { ...snapshotOf(business), ...askedOfLens(lens, search) }
}

function Lensed<L extends Lens>(props: Audited & { readonly answer: Answer<LensAnswer<L>> }): ReactElement {
  const words = useWords('base-audit')
  const { answer, plan, lens, search, onChange, business } = props
  const shown = answer.state === 'ready' ? answer.value.shown.view : undefined
  return (
    <>
      <AuditChoices lens={lens} plan={plan} search={search} view={shown} onChange={onChange} />
      <Answered of={answer} reading={words('reading.audit')}>
        {(found, refreshing) => (
          <LensView answer={found} business={business} search={search} refreshing={refreshing} />
        )}
      </Answered>
    </>
  )
}
