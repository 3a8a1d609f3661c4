export type { Configuration } from './configuration';
export { defineConfig } from './define-config';
export type { ResolvedConfiguration } from './resolve';
