import { Dropzone } from '@mantine/dropzone'
import '@mantine/dropzone/styles.layer.css'
import { useRef, type ReactElement } from 'react'
import { Button } from './controls.ts'
import styles from './file-drop.module.css'
import { IconFileUpload } from './icons.ts'

/** A place to drop one file on, or to choose it by button. */
export function FileDrop(props: {
  readonly title: string
  readonly lead: string
  readonly choose: string
  readonly onFile: (file: File) => void
}): ReactElement {
  const open = useRef<() => void>(null)
  return (
    <Dropzone
      className={styles.drop}
      openRef={open}
      multiple={false}
      activateOnClick={false}
      activateOnKeyboard={false}
      // The button says it for the field behind it.
      inputProps={{ 'aria-hidden': true, 'aria-label': props.choose }}
      onDrop={([file]) => {
        if (file !== undefined) props.onFile(file)
      }}
    >
      <div className={styles.inside}>
        <IconFileUpload size={36} stroke={1.3} aria-hidden />
        <p className={styles.title}>{props.title}</p>
        <p className={styles.lead}>{props.lead}</p>
        <Button className={styles.choose} onClick={() => open.current?.()}>
          {props.choose}
        </Button>
      </div>
    </Dropzone>
  )
}
