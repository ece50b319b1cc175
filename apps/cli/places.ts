/** Where things of the program itself are. */
import { resolve } from 'node:path'

/** The web app as `npm run build` leaves it. */
export const webFolder = resolve(import.meta.dirname, '../../dist/web')
