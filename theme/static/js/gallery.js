/* <piece-gallery sheet="…"> around links to a piece's pictures opens them large in a dialog.
   Without it each link leads to its picture. The dialog, and the `sheet` that it is dressed in,
   are loaded when it is first opened. */

class PieceGallery extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", async (event) => {
      const link = event.target.closest("a");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      try {
        const { zoom } = await import("./zoom.js");
        await zoom(this, link);
      } catch {
        location = link.href;
      }
    });
  }
}

customElements.define("piece-gallery", PieceGallery);
