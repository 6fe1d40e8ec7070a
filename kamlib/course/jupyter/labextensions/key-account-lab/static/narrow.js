// In a narrow window, such as a phone's, the list of files would cover the lesson: it is closed when the page opens and
// whenever a lesson comes to the front. An extension of JupyterLab, written so that it needs no build.
{
  const NARROW = "(max-width: 760px)";

  const plugin = {
    id: "key-account-lab:narrow",
    autoStart: true,
    activate: app => {
      const close = () => {
        if (window.matchMedia(NARROW).matches) app.shell.collapseLeft();
      };
      app.restored.then(() => {
        close();
        app.shell.currentChanged.connect(close);
      });
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["key-account-lab"] = {
    init: () => {},
    get: () => Promise.resolve(() => plugin),
  };
}
