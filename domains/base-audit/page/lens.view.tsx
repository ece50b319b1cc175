/** One lens: the sentence that states the finding, the figures with the tables behind them, and what it does not say. */
import type { Business } from '#history/business.contract.ts'
import type { Words } from '#ui/chart.ts'
import { afterPaint } from '#ui/later.ts'
import { Columns, Panel } from '#ui/page.tsx'
import { Waiting } from '#ui/states.tsx'
import { readingDirection, useFormats, useWords } from '#ui/words.tsx'
import { lazy, Suspense, type ReactElement } from 'react'
import type { AnyRow } from '../tables/audit-cell.ts'
import { limitText, sentence } from '../audit-sentence.ts'
import { AuditTable } from './audit-table.view.tsx'
import type { AuditFilter, LensDocument, LensView as View } from '../audit-document.ts'
import { filterNames, type AuditSearch } from '../audit-search.ts'
import type { Lens } from '../tables/audit-tables.ts'
import type { LensAnswer } from '../base-audit.contract.ts'
import styles from './audit.module.css'
import { FoldedTables } from './folded-tables.view.tsx'
import { lensSections } from './lens-sections.ts'
import { periodText } from '../tables/audit-cell.ts'
import { tableAddress } from '../tables/table-address.ts'

const LensFigure = lazy(afterPaint(() => import('./lens-charts.view.tsx')))

export interface LensViewProps<L extends Lens> {
  readonly answer: LensAnswer<L>
  readonly business: Business
  readonly search: AuditSearch
  readonly refreshing: boolean
}

export function LensView<L extends Lens>(props: LensViewProps<L>): ReactElement {
  const { answer, refreshing } = props
  const { shown, compared } = answer
  return (
    <div className={styles.lens} data-refreshing={refreshing}>
      {compared === null ? (
        <Opening answer={answer} view={shown} heading={undefined} />
      ) : (
        <Columns>
          <Opening answer={answer} view={shown} heading={viewName(shown)} />
          <Opening answer={answer} view={compared} heading={viewName(compared)} />
        </Columns>
      )}
      <AuditNotices answer={answer} />
      <div className={compared === null ? styles.sections : styles.compared}>
        {lensSections[answer.lens].map(({ name, tables, isTall = false }) => (
          <Section key={name} {...props} name={name} tables={tables} isTall={isTall} />
        ))}
      </div>
      <Limits answer={answer} />
    </div>
  )
}

/** A view is named by what sets it apart. */
function viewName({ view }: View<Lens>): readonly string[] {
  const filter: AuditFilter = view.filter
  const values = filterNames.flatMap((name) => filter[name] ?? [])
  const periods = [view.before, view.period, view.cohort].filter((key) => key !== null)
  return [...values, ...periods]
}

function useStyle({ stated }: Pick<LensDocument<Lens>, 'stated'>) {
  const words = useWords('base-audit') as unknown as Words
  const { currency, measure } = stated
  return { words, formats: useFormats(), currency, measure, direction: readingDirection() }
}

function Opening<L extends Lens>(props: {
  readonly answer: LensAnswer<L>
  readonly view: View<L>
  readonly heading: readonly string[] | undefined
}): ReactElement | null {
  const style = useStyle(props.answer)
  const [first, ...others] = props.view.findings.map((finding) => sentence('finding', finding, style))
  if (first === undefined) return null
  const names = props.heading?.map((name) => periodText(style.words, name))
  return (
    <Panel>
      {names === undefined ? null : (
        <p className={styles.of}>
          <bdi>{names.length === 0 ? style.words('view.all') : names.join(' · ')}</bdi>
        </p>
      )}
      <p className={styles.finding}>{first}</p>
      {others.length === 0 ? null : (
        <ul className={styles.evidence}>
          {others.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

/** What must be known of what is shown, and of what stands beside it. */
function AuditNotices<L extends Lens>(props: { readonly answer: LensAnswer<L> }): ReactElement | null {
  const style = useStyle(props.answer)
  const { shown, compared } = props.answer
  const all = [...shown.notices, ...(compared?.notices ?? [])]
  // What is so of both is said once.
  const notices = new Map(all.map((notice) => [sentence('notice', notice, style), notice]))
  if (notices.size === 0) return null
  return (
    <ul className={styles.notices} aria-label={style.words('notices')}>
      {[...notices].map(([text, notice]) => (
        <li key={text}>
          {text} <span>{sentence('noticeHint', notice, style)}</span>
        </li>
      ))}
    </ul>
  )
}

/** A figure, and under it the tables; beside it the same of what it is compared with. */
function Section<L extends Lens>(
  props: LensViewProps<L> & {
    readonly name: string
    readonly tables: readonly string[]
    readonly isTall: boolean
  },
): ReactElement | null {
  const words = useWords('base-audit') as unknown as Words
  const { answer, name, tables } = props
  const ofView = (view: View<L>) => (answer.compared === null ? '' : viewName(view).join(' · '))
  const views = [answer.shown, ...(answer.compared === null ? [] : [answer.compared])]
  const filled = views.filter((view) => tables.some((table) => rowsOf(view, table).length > 0))
  if (filled.length === 0) return null
  return (
    <div className={styles.section} data-tall={props.isTall}>
      <Suspense fallback={<Waiting what={words('reading.charts')} />}>
        <Columns>
          {filled.map((view) => (
            <Panel key={view === answer.shown ? 'shown' : 'compared'}>
              <LensFigure
                lens={answer.lens}
                name={name}
                view={view as unknown as View<Lens>}
                stated={answer.stated}
                of={ofView(view)}
              />
              <Behind {...props} view={view} of={ofView(view)} />
            </Panel>
          ))}
        </Columns>
      </Suspense>
    </div>
  )
}

/** The tables behind a figure. */
function Behind<L extends Lens>(
  props: LensViewProps<L> & {
    readonly tables: readonly string[]
    readonly view: View<L>
    readonly of: string
  },
): ReactElement {
  const { answer, business, search, tables, view } = props
  return (
    <FoldedTables
      tables={() =>
        tables.map((table) => (
          <AuditTable
            key={table}
            lens={answer.lens}
            table={table}
            of={props.of}
            rows={rowsOf(view, table)}
            stated={answer.stated}
            parquet={tableAddress(business.business, answer, {
              table,
              search,
              isCompared: view === answer.compared,
            })}
          />
        ))
      }
    />
  )
}

function rowsOf<L extends Lens>(view: View<L>, table: string): readonly AnyRow[] {
  return (view.tables as unknown as Readonly<Record<string, readonly AnyRow[]>>)[table] ?? []
}

function Limits<L extends Lens>(props: { readonly answer: LensAnswer<L> }): ReactElement {
  const style = useStyle(props.answer)
  const { limits } = props.answer.shown
  return (
    <Panel title={style.words('limits')}>
      <ul className={styles.evidence}>
        {limits.map((limit) => (
          <li key={limit}>{limitText(style.words, limit, style.measure)}</li>
        ))}
      </ul>
    </Panel>
  )
}
