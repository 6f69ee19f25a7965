/**
 * A function whose definition reads secrets of its environment: settings hold them, and come with each call. As code may read
 * the environment when it is loaded, and keep what it makes of it, there is a program for each environment, within a function
 * of its own.
 */
import { environmentName } from '../esbuild.ts'
import type { Env } from '../esbuild.ts'
import { literal } from './literal.ts'

/** Calls the program that belongs to the settings of a call. */
export const enterProgram = 'enterProgram(settings)'

/** So many connected instances of a function a process may serve before the first of them is loaded again. */
const keptPrograms = 10

/**
 * @param name - of the destination, for messages
 * @param texts - variables that are known now
 * @param secrets - names of the others, and of the settings that hold them
 * @param variables - those outside the program that it sets, which hold what the handlers call
 * @returns what goes around the program
 */
export function aroundProgram(
  name: string,
  texts: Env,
  secrets: string[],
  variables: string[]
): { open: string; close: string } {
  return {
    open: `var loadProgram = (${environmentName}) => {`,
    close: `};
// A program for each environment that settings give, as code may read it when it is loaded.
var programs = new Map();
function enterProgram(settings) {
  const environment = ${literal(texts)};
  for (const name of ${literal(secrets)}) {
    const text = String(settings?.[name] ?? '').trim();
    if (text !== '') environment[name] = text;
  }
  const key = JSON.stringify(environment);
  if (!programs.has(key)) {
    try {
      loadProgram(environment);
    } catch (error) {
      // What the error says may be a part of a secret.
      throw new ValidationError(${literal(`${name}: it does not load with what the settings ${secrets.join(', ')} say (`)} + error?.name + '). Change them in Segment.');
    }
    if (programs.size >= ${keptPrograms}) programs.delete(programs.keys().next().value);
    programs.set(key, { ${variables.join(', ')} });
  }
  return programs.get(key);
}`
  }
}
