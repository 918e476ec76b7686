/** The commands that only this editor has; those that code lenses name are in the server's protocol. */
export const ownCommands = {
  checkWorkspace: 'kmodel.checkWorkspace',
  importModel: 'kmodel.importModel',
  newModel: 'kmodel.newModel',
  restartServer: 'kmodel.restartServer',
} as const;
