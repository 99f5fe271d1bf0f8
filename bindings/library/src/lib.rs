//! What a phone loads. Nothing of its own: whole-program optimisation runs with the settings of the crate that is linked,
//! and those of the bindings, which are built for size, would leave the QR reader's loops without vectors.

countersign::uniffi_reexport_scaffolding!();
