/** The controls that pages are made of; Mantine is imported in this folder only. */
export {
  ActionIcon,
  Button,
  Checkbox,
  Menu,
  Modal,
  NativeSelect,
  NumberInput,
  Popover,
  Progress,
  SegmentedControl,
  TextInput,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core'
export { Select } from './select.tsx'
