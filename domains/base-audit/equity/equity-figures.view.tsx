/** The figures of equity with the tables behind them: the bridge, and the value by group. */
import type { Words } from '#ui/chart.ts'
import { NativeSelect } from '#ui/controls.ts'
import { afterPaint } from '#ui/later.ts'
import { Columns } from '#ui/page.tsx'
import { Waiting } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { lazy, Suspense, useMemo, type ReactElement } from 'react'
import styles from '../page/audit.module.css'
import type { EquityBridge, EquityDocument } from '../equity.contract.ts'
import type { EquityChange, EquitySearch } from './equity-search.ts'
import {
  bridgeGroupColumns,
  bridgeGroupRows,
  namedGroups,
  partColumns,
  partRows,
  valueGroupColumns,
  valueGroupRows,
} from './equity-tables.ts'
import { TablesBehind, type TableBehind } from '../page/tables-behind.view.tsx'

const EquityCharts = lazy(afterPaint(() => import('./equity-charts.view.tsx')))

export interface EquityFiguresProps {
  readonly equity: EquityDocument
  readonly bridge: EquityBridge | null
  readonly search: EquitySearch
  readonly onChange: (change: EquityChange) => void
}

export function EquityFigures(props: EquityFiguresProps): ReactElement | null {
  const words = useWords('base-audit')
  const { equity, bridge } = props
  const { charted, groups, bridgeGroups, by } = useGroups(props)
  if (bridge === null && equity.cohorts.length === 0) return null
  const behind = (tables: readonly TableBehind[]) => (
    <TablesBehind about="equity" of={equity} tables={tables} />
  )
  return (
    <>
      <GroupChoices {...props} by={by} groups={bridgeGroups} />
      <Suspense fallback={<Waiting what={words('reading.charts')} />}>
        <Columns>
          <EquityCharts
            bridge={charted}
            groups={groups}
            currency={equity.currency}
            underBridge={
              charted === null
                ? null
                : behind([
                    { name: 'parts', columns: partColumns, rows: partRows(charted.parts) },
                    { name: 'groups', columns: bridgeGroupColumns, rows: bridgeGroupRows(bridgeGroups) },
                  ])
            }
            underGroups={
              groups === null
                ? null
                : behind([
                    { name: 'values', columns: valueGroupColumns, rows: valueGroupRows(groups.groups) },
                  ])
            }
          />
        </Columns>
      </Suspense>
    </>
  )
}

/** What is drawn, the same as long as nothing changes. */
function useGroups({ equity, bridge, search }: EquityFiguresProps) {
  const words = useWords('base-audit') as unknown as Words
  const known = ['cohort', ...equity.dimensions.map(({ dimension }) => dimension)]
  const by = known.find((name) => name === search.by) ?? 'cohort'
  return useMemo(() => {
    const pick = <Group,>(of: {
      readonly cohorts: readonly Group[]
      readonly dimensions: readonly { readonly dimension: string; readonly groups: readonly Group[] }[]
    }): readonly Group[] =>
      by === 'cohort' ? of.cohorts : (of.dimensions.find(({ dimension }) => dimension === by)?.groups ?? [])
    const groups = namedGroups(pick(equity), { by, length: equity.cohortLength }, words)
    const bridgeGroups =
      bridge === null ? [] : namedGroups(pick(bridge), { by, length: bridge.cohortLength }, words)
    const one = bridgeGroups.find(({ group }) => group !== null && group === search.group)
    const charted =
      bridge === null ? null : { bridge, parts: one?.parts ?? bridge.parts, of: one?.name ?? null }
    return { by, bridgeGroups, charted, groups: groups.length === 0 ? null : { groups, by } }
  }, [equity, bridge, by, search.group, words])
}

function GroupChoices(
  props: EquityFiguresProps & {
    readonly by: string
    readonly groups: readonly { readonly group: string | null; readonly name: string }[]
  },
): ReactElement {
  const words = useWords('base-audit') as unknown as Words
  const { equity, search, onChange, by, groups } = props
  const named = groups.flatMap(({ group, name }) => (group === null ? [] : [{ value: group, label: name }]))
  const chosen = named.some(({ value }) => value === search.group) ? search.group : undefined
  return (
    <search className={styles.choices} aria-label={words('equity.choice.customers')}>
      <NativeSelect
        label={words('equity.choice.by')}
        value={by}
        onChange={({ currentTarget: { value } }) => onChange({ by: value === 'cohort' ? undefined : value })}
        data={['cohort', ...equity.dimensions.map(({ dimension }) => dimension)].map((value) => ({
          value,
          label: words(`equity.by.${value}`),
        }))}
      />
      {named.length === 0 ? null : (
        <NativeSelect
          label={words('equity.choice.group')}
          value={chosen ?? ''}
          onChange={({ currentTarget: { value } }) => onChange({ group: value === '' ? undefined : value })}
          data={[{ value: '', label: words('equity.choice.everybody') }, ...named]}
        />
      )}
    </search>
  )
}
