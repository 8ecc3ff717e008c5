//! x
fn main(){ let s=codegen::load(std::path::Path::new(&std::env::args().nth(1).unwrap())); match s { Ok(s)=> for l in codegen::surface::lines(&s.api) {println!("{l}")}, Err(e)=>{eprintln!("{}", e.render());std::process::exit(1)} } }
