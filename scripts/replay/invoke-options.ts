/** What `npm run invoke` is asked, of either kind of function. */
import type { LocatedJson } from '../input/located-json.ts'

/** File names count from the project's folder. */
export interface InvokeOptions {
  /** The project's folder. */
  root: string
  function: string
  /** A file with an event, a list of events for `onBatch`, or a request for a source; or what was read of one. */
  event: string | LocatedJson
  /** Values by the settings' names; left out, required settings get obviously fake values. */
  settings?: string | undefined
  /** A list of exchanges; left out, every request is answered 200 `{}`. */
  exchanges?: string | undefined
  /** Whether requests really leave. */
  live?: boolean | undefined
  /** Whether to say where each field's value came from. */
  explain?: boolean | undefined
  /** The name of a new fixture that keeps what is seen. */
  saveFixture?: string | undefined
}
