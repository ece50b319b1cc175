/** The files that a business is made of, each with its quality report and a way to take it back. */
import { useAnswer, useRequest } from '#ui/answer.tsx'
import { Answered } from '#ui/answered.tsx'
import { Button } from '#ui/controls.ts'
import { Confirm } from '#ui/confirm.tsx'
import { FoldedEntry } from '#ui/folded-entry.tsx'
import { IconArrowBackUp } from '#ui/icons.ts'
import { Panel } from '#ui/page.tsx'
import { MomentText } from '#ui/quantity.tsx'
import { Name } from '#ui/said.tsx'
import { Refusal } from '#ui/states.tsx'
import { Sentence, useFormats, useWords } from '#ui/words.tsx'
import { useState, type ReactElement } from 'react'
import type { Business } from '../business.contract.ts'
import { listImports, undoImport, type ImportEntry } from '../history.contract.ts'
import styles from './import.module.css'
import { QualityReportView } from './quality-report.view.tsx'

export default function ImportsList(props: { readonly business: Business }): ReactElement {
  const words = useWords('history')
  const { business } = props
  const since = `${business.work?.work} ${business.work?.state}`
  const answer = useAnswer(listImports, { business: business.business }, { since, keepPrevious: true })
  return (
    <Panel title={words('imports.title')} lead={words('imports.lead')}>
      <Answered of={answer} reading={words('reading.imports')}>
        {({ imports }) =>
          imports.length === 0 ? (
            <p>{words('imports.none')}</p>
          ) : (
            imports.map((entry, place) => (
              <Import key={entry.import} entry={entry} business={business} open={place === 0} />
            ))
          )
        }
      </Answered>
    </Panel>
  )
}

interface ImportProps {
  readonly entry: ImportEntry
  readonly business: Business
  readonly open: boolean
}

function Import({ entry, business, open }: ImportProps): ReactElement {
  const words = useWords('history')
  const formats = useFormats()
  return (
    <FoldedEntry
      open={open}
      name={<Name>{entry.fileName}</Name>}
      told={
        <Sentence
          from="history"
          name={entry.undoneAt === null ? 'imports.stands' : 'imports.undone'}
          values={{ size: formats.bytes(entry.bytes), count: entry.report.rows.accepted }}
          parts={{ when: <MomentText of={entry.undoneAt ?? entry.importedAt} /> }}
        />
      }
    >
      <QualityReportView entry={entry} business={business.business} />
      {business.demo || entry.undoneAt !== null ? null : (
        <Undo entry={entry} business={business} label={words('imports.undo')} />
      )}
    </FoldedEntry>
  )
}

function Undo(props: {
  readonly entry: ImportEntry
  readonly business: Business
  readonly label: string
}): ReactElement {
  const words = useWords('history')
  const [asking, ask] = useState(false)
  const request = useRequest(undoImport)
  const { entry, business } = props
  return (
    <div className={styles.actions}>
      <Button
        variant="default"
        size="sm"
        disabled={business.work?.state === 'running'}
        leftSection={<IconArrowBackUp size={16} aria-hidden />}
        onClick={() => ask(true)}
      >
        {props.label}
      </Button>
      {request.refused === undefined ? null : <Refusal error={request.refused} />}
      <Confirm
        open={asking}
        title={words('imports.undoTitle', { file: entry.fileName })}
        text={words('imports.undoText', { count: entry.report.rows.accepted })}
        yes={words('imports.undo')}
        no={words('imports.keep')}
        onAnswer={(sure) => {
          ask(false)
          if (sure) request.send({ business: business.business, import: entry.import })
        }}
      />
    </div>
  )
}
