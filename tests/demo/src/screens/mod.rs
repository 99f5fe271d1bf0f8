//! The screens of the phone, and the frame around both sides.
