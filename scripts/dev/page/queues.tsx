/** Says of functions that do not keep up how many events wait, and how many never had their turn. */
import type { Queues as All } from '../stream.ts'

export const Queues = ({ queues }: { queues: All }) => (
  <>
    {Object.entries(queues).map(([name, { waiting, dropped }]) => (
      <p class="note" role="status" key={name}>
        {waiting > 0 && `${events(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for ${name}. `}
        {dropped > 0 &&
          `${events(dropped)} never had ${dropped === 1 ? 'its' : 'their'} turn: ${dropped === 1 ? 'it' : 'they'} came faster than ${name} runs.`}
      </p>
    ))}
  </>
)

const events = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'event' : 'events'}`
