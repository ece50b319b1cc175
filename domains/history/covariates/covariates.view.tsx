/** What else is known of customers: the files of it, and a place for another one. */
import { useAnswer, useRequest } from '#ui/answer.tsx'
import { Answered } from '#ui/answered.tsx'
import { Confirm } from '#ui/confirm.tsx'
import { Button } from '#ui/controls.ts'
import { FoldedEntry } from '#ui/folded-entry.tsx'
import { IconArrowBackUp } from '#ui/icons.ts'
import { Facts, Panel } from '#ui/page.tsx'
import { MomentText, Quantity } from '#ui/quantity.tsx'
import { Name } from '#ui/said.tsx'
import { Notices, Refusal } from '#ui/states.tsx'
import { Sentence, useWords } from '#ui/words.tsx'
import { useState, type ReactElement } from 'react'
import type { Business } from '../business.contract.ts'
import { CovariatesReview } from './covariates-review.view.tsx'
import { listCovariates, undoCovariates, type CovariateFile } from '../covariates.contract.ts'
import { SendFile } from '../import-page/drop-file.view.tsx'
import styles from '../import-page/import.module.css'

export default function Covariates({ business }: { readonly business: Business }): ReactElement {
  const words = useWords('history')
  const [upload, setUpload] = useState<string>()
  const since = `${business.work?.work} ${business.work?.state}`
  const answer = useAnswer(listCovariates, { business: business.business }, { since, keepPrevious: true })
  return (
    <Panel title={words('covariates.title')} lead={words('covariates.lead')}>
      {upload === undefined ? (
        <SendFile
          title={words('covariates.drop.title')}
          lead={words('covariates.drop.lead')}
          onUploaded={setUpload}
        />
      ) : (
        <CovariatesReview
          key={upload}
          upload={upload}
          business={business}
          onLeave={() => setUpload(undefined)}
        />
      )}
      <Answered of={answer} reading={words('reading.covariates')}>
        {({ files }) => (
          <>
            {files.map((file) => (
              <File key={file.covariates} file={file} business={business} />
            ))}
          </>
        )}
      </Answered>
    </Panel>
  )
}

interface FileProps {
  readonly file: CovariateFile
  readonly business: Business
}

function File({ file, business }: FileProps): ReactElement {
  const state = file.undoneAt === null ? (file.inUse ? 'inUse' : 'older') : 'undone'
  const columns = file.figures.columns.map(({ name }) => name).join(', ')
  return (
    <FoldedEntry
      name={<Name>{file.fileName}</Name>}
      undone={file.undoneAt !== null}
      told={
        <Sentence
          from="history"
          name={`covariates.${state}`}
          values={{ count: file.figures.known, columns }}
          parts={{ when: <MomentText of={file.undoneAt ?? file.addedAt} /> }}
        />
      }
    >
      <div className={styles.report}>
        <FileFacts file={file} />
        <Notices of={file.notices} />
      </div>
      {file.undoneAt === null ? <Undo file={file} business={business} /> : null}
    </FoldedEntry>
  )
}

function FileFacts({ file: { figures } }: Pick<FileProps, 'file'>): ReactElement {
  const words = useWords('history')
  return (
    <Facts
      of={[
        {
          name: words('covariates.figures.customers'),
          value: <Quantity as="count" value={figures.customers} />,
          note: words('covariates.figures.bought', { count: figures.known }),
        },
        ...figures.columns.map(({ name, kind, distinct, stated }) => ({
          name,
          value: (
            <span className={styles.days}>
              {words('covariates.figures.kind', { kind: words(`covariates.role.${kind}`), distinct })}
            </span>
          ),
          note: words('covariates.figures.stated', { count: stated }),
        })),
      ]}
    />
  )
}

function Undo({ file, business }: FileProps): ReactElement {
  const words = useWords('history')
  const [asking, ask] = useState(false)
  const request = useRequest(undoCovariates)
  return (
    <div className={styles.actions}>
      <Button
        variant="default"
        size="sm"
        disabled={business.work?.state === 'running'}
        leftSection={<IconArrowBackUp size={16} aria-hidden />}
        onClick={() => ask(true)}
      >
        {words('covariates.undo')}
      </Button>
      {request.refused === undefined ? null : <Refusal error={request.refused} />}
      <Confirm
        open={asking}
        title={words('covariates.undoTitle', { file: file.fileName })}
        text={words('covariates.undoText')}
        yes={words('covariates.undo')}
        no={words('covariates.keep')}
        onAnswer={(sure) => {
          ask(false)
          if (sure) request.send({ business: business.business, covariates: file.covariates })
        }}
      />
    </div>
  )
}
