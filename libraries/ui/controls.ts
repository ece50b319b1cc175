/** The controls that pages are made of, but for those of `overlays.ts`; Mantine is imported in this folder only. */
export {
  ActionIcon,
  Button,
  Checkbox,
  NativeSelect,
  NumberInput,
  Progress,
  SegmentedControl,
  TextInput,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core'
