/**
 * By which Windows knows the application (its AppUserModelID): toasts, the place in the task bar, Start-menu shortcuts. A toast
 * whose identifier no shortcut carries is dropped without a word, so that the installers name the same one.
 */
export const APP_ID = 'fr.vigilot.agent';
