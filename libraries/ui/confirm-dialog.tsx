import type { ReactElement } from 'react'
import styles from './confirm.module.css'
import type { ConfirmProps } from './confirm-props.ts'
import { Button } from './controls.ts'
import { Modal } from './overlays.ts'

/** The dialogue behind `Confirm`, in a file of its own so that it loads when it is first asked. */
export default function ConfirmDialog(props: ConfirmProps): ReactElement {
  const { onAnswer } = props
  return (
    <Modal.Root opened onClose={() => onAnswer(false)} centered>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className={styles.body}>
          <Modal.Title className={styles.title}>{props.title}</Modal.Title>
          <p>{props.text}</p>
          <div className={styles.actions}>
            <Button variant="default" data-autofocus onClick={() => onAnswer(false)}>
              {props.no}
            </Button>
            <Button className={styles.yes} onClick={() => onAnswer(true)}>
              {props.yes}
            </Button>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
