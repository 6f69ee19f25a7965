/** Whether a function needs the stand-ins of `TextEncoder` and `TextDecoder`, which Functions do not have. */
import { moduleComment } from './module-heads.ts'

/** The filters of Liquid that use them are not called: runtime/emitted/liquid.ts puts its own in their place. */
export const liquidModule = /^(?:.*[\\/])?node_modules[\\/]liquidjs[\\/]/

/** @param code - a bundle, with esbuild's comment above each module */
export function namesTextEncoding(code: string): boolean {
  const names = /\bText(En|De)coder\b/
  if (!names.test(code)) return false
  const modules = [...code.matchAll(moduleComment)]
  return modules.some(
    ({ 1: file, index }, i) =>
      !liquidModule.test(file!) && names.test(code.slice(index, modules[i + 1]?.index))
  )
}
