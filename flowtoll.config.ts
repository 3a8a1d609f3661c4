import { defineConfig } from './core/configuration';

export default defineConfig({ region: 'eu-central-1' });
