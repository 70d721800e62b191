/** The names under which a manifest is looked for in a folder, in this order. */
export const manifestFileNames = ['slipway.yaml', 'slipway.yml', 'slipway.json', '.wellcome_project'] as const;
